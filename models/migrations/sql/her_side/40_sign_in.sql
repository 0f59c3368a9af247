-- What an actor is made of now: her reading level too.

alter type who_asks add attribute reading_level text;

create or replace function who_asks_of(p_account uuid, p_role text, p_csrf text, p_since timestamptz) returns setof who_asks
  language sql stable security definer set search_path = public, pg_temp as $$
  select a.id, a.municipality_id, r.role, a.called, a.language, m.zone,
    case r.role
      when 'youth' then (select y.id from youth y where y.account_id = a.id)
      when 'guardian' then (select g.id from guardian g where g.account_id = a.id order by g.id limit 1)
      when 'mentor' then (select e.id from mentor e where e.account_id = a.id)
      when 'host' then (select s.id from site s join site_person p on p.site_id = s.id
                         where p.account_id = a.id and s.kind = 'host' order by s.id limit 1)
      when 'place_keeper' then (select s.id from site s join site_person p on p.site_id = s.id
                                 where p.account_id = a.id and s.kind = 'place' order by s.id limit 1)
    end,
    r.unit_id, p_csrf, p_since, m.settings -> 'help',
    case r.role when 'youth' then (select y.reading_level from youth y where y.account_id = a.id) end
  from account a join account_role r on r.account_id = a.id join municipality m on m.id = a.municipality_id
  where a.id = p_account and r.role = p_role and a.closed_at is null
$$;
grant select (reading_level) on youth to mellanrummet_lookup;
