-- What a calendar program is given at a secret address: times alone, and the word she chose. Nothing of who, where or why
-- leaves this function, so nothing of it can stand in what is sent. A look is remembered to the hour.

grant select (id, municipality_id, youth_id, key, called, made_at, ended_at, fetched_at) on calendar_feed to mellanrummet_lookup;
grant update (fetched_at) on calendar_feed to mellanrummet_lookup;
grant select (id, youth_id, arrival, departure, status, rev, made_at) on stay, visit to mellanrummet_lookup;
grant select (youth_id, grade) on youth_protected to mellanrummet_lookup;
create policy look_up on calendar_feed to mellanrummet_lookup using (true) with check (true);
create policy look_up on stay for select to mellanrummet_lookup using (true);
create policy look_up on visit for select to mellanrummet_lookup using (true);
create policy look_up on youth_protected for select to mellanrummet_lookup using (true);

-- No row: no such address, or it is closed. One row with an empty entry: open, and nothing in it.
create function feed_of(
  p_key bytea, p_at timestamptz,
  out called text, out zone text, out entry uuid, out arrival timestamptz, out departure timestamptz, out rev integer,
  out made_at timestamptz
) returns setof record language plpgsql security definer set search_path = public, pg_temp as $$
declare f calendar_feed; z text;
begin
  select c.* into f from calendar_feed c where c.key = p_key and c.ended_at is null
    and not exists (select from youth_protected p where p.youth_id = c.youth_id and p.grade <> 'none');
  if not found then return; end if;
  select m.zone into z from municipality m where m.id = f.municipality_id;
  if f.fetched_at is null or f.fetched_at < date_trunc('hour', p_at) then
    update calendar_feed c set fetched_at = date_trunc('hour', p_at) where c.id = f.id;
  end if;
  return query
    select f.called, z, e.id, e.arrival, e.departure, e.rev, e.made_at
    from (values (1)) one left join lateral (
      select s.id, s.arrival, s.departure, s.rev, s.made_at from stay s
        where s.youth_id = f.youth_id and s.status in ('booked', 'going_on', 'ended')
          and s.departure > p_at - interval '60 days'
      union all
      select v.id, v.arrival, v.departure, v.rev, v.made_at from visit v
        where v.youth_id = f.youth_id and v.status in ('booked', 'done') and v.departure > p_at - interval '60 days'
    ) e on true
    order by e.arrival, e.id;
end $$;

grant create on schema public to mellanrummet_lookup;
alter function feed_of owner to mellanrummet_lookup;
revoke all on function feed_of from public;
grant execute on function feed_of to mellanrummet_app;
revoke create on schema public from mellanrummet_lookup;
