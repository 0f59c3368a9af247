-- The record can only grow. `append_event` is the one way in, `erase_content` the one way past the triggers.

create function only_grows() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  raise exception '% only grows', tg_table_name using errcode = 'MR002';
end $$;

-- Words may go when their time is over (erase_content, below), and in no other way.
create function words_only_go() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if current_user = 'mellanrummet_eraser' and new.sealed is null and new.erased_at is not null
     and (old.id, old.municipality_id, old.youth_id, old.field, old.made_at)
         is not distinct from (new.id, new.municipality_id, new.youth_id, new.field, new.made_at) then
    return new;
  end if;
  raise exception 'words are kept as they were said' using errcode = 'MR002';
end $$;

do $$ declare t text; begin
  foreach t in array array['record_event', 'record_leaf', 'statement', 'wish', 'answer', 'choice', 'approval'] loop
    execute format('create trigger %I before update or delete on %I for each row execute function only_grows()', t || '_only_grows', t);
    execute format('create trigger %I before truncate on %I for each statement execute function only_grows()', t || '_not_emptied', t);
  end loop;
end $$;
create trigger words_only_go before update on record_content for each row execute function words_only_go();
create trigger words_are_kept before delete on record_content for each row execute function only_grows();
create trigger words_not_emptied before truncate on record_content for each statement execute function only_grows();

-- Pseudonym-free, fixed-order bytes of an event: what the chain commits to (lengths before values, so nothing can shift).
create function event_bytes(e record_event) returns bytea language sql immutable set search_path = public, pg_temp as $$
  select string_agg(int4send(coalesce(length(part), -1)) || coalesce(part, ''::bytea), ''::bytea order by n)
  from unnest(array[
    convert_to('mellanrummet/event/1', 'UTF8'), uuid_send(e.municipality_id), int8send(e.seq), uuid_send(e.id),
    convert_to(e.kind, 'UTF8'), uuid_send(e.youth_id), convert_to(e.about, 'UTF8'), uuid_send(e.about_id),
    uuid_send(e.actor_id), convert_to(e.role, 'UTF8'), uuid_send(e.on_behalf_of), convert_to(e.purpose, 'UTF8'),
    uuid_send(e.content_id), convert_to(e.details, 'UTF8'), e.commitment,
    convert_to(to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'UTF8'), e.previous
  ]) with ordinality as parts(part, n)
$$;

-- RFC 6962: a leaf is SHA-256(0x00 ‖ bytes).
create function append_event(
  p_kind text, p_youth uuid, p_about text, p_about_id uuid, p_actor uuid, p_role text, p_on_behalf_of uuid,
  p_purpose text, p_content uuid, p_details text, p_commitment bytea, p_at timestamptz
) returns bigint language plpgsql security definer set search_path = public, pg_temp as $$
declare
  here uuid := nullif(current_setting('app.municipality', true), '')::uuid;
  head record_head;
  e record_event;
begin
  if here is null then
    raise exception 'an event belongs to a municipality' using errcode = 'MR003';
  end if;
  insert into record_head (municipality_id, seq, leaf) values (here, 0, sha256('mellanrummet/genesis'::bytea || uuid_send(here)))
    on conflict (municipality_id) do nothing;
  select * into head from record_head where municipality_id = here for update;
  e := row(here, head.seq + 1, uuidv7(), p_kind, p_youth, p_about, p_about_id, p_actor, p_role, p_on_behalf_of, p_purpose,
           p_content, p_details, p_commitment, p_at, head.leaf, null)::record_event;
  e.leaf := sha256('\x00'::bytea || event_bytes(e));
  insert into record_event select e.*;
  insert into record_leaf (municipality_id, seq, leaf) values (here, e.seq, e.leaf);
  update record_head set seq = e.seq, leaf = e.leaf where municipality_id = here;
  return e.seq;
end $$;

-- The first event that does not fit, or null when the chain of this municipality is whole.
create function first_broken_event() returns bigint language sql stable set search_path = public, pg_temp as $$
  with chain as (
    select e.seq, e.leaf, e.previous, sha256('\x00'::bytea || event_bytes(e)) as worked_out, l.leaf as kept,
           lag(e.leaf, 1, sha256('mellanrummet/genesis'::bytea || uuid_send(e.municipality_id))) over (order by e.seq) as before,
           row_number() over (order by e.seq) as number
    from record_event e left join record_leaf l on l.municipality_id = e.municipality_id and l.seq = e.seq
    where e.municipality_id = nullif(current_setting('app.municipality', true), '')::uuid
  )
  select min(seq) from (
    select seq from chain where leaf is distinct from worked_out or leaf is distinct from kept
      or previous is distinct from before or seq <> number
    union all  -- events cut off at the end
    select l.seq from record_leaf l where l.municipality_id = nullif(current_setting('app.municipality', true), '')::uuid
      and not exists (select from record_event e where e.municipality_id = l.municipality_id and e.seq = l.seq)
    union all
    select h.seq from record_head h where h.municipality_id = nullif(current_setting('app.municipality', true), '')::uuid
      and h.seq > 0 and not exists (select from chain where chain.seq = h.seq and chain.leaf = h.leaf)
  ) as broken
$$;

-- Retention is over: the words go, the event and its hash stay. Says how many went.
create function erase_content(p_youth uuid, p_because text) returns bigint
  language plpgsql security definer set search_path = public, pg_temp as $$
declare gone bigint;
begin
  if coalesce(p_because, '') = '' then
    raise exception 'erasing needs its ground' using errcode = 'MR003';
  end if;
  update record_content set sealed = null, salt = decode(repeat('00', 32), 'hex'), erased_at = now()
    where youth_id = p_youth and sealed is not null
      and municipality_id = nullif(current_setting('app.municipality', true), '')::uuid;
  get diagnostics gone = row_count;
  return gone;
end $$;
grant select, update on record_content to mellanrummet_eraser;
grant create on schema public to mellanrummet_eraser;
alter function erase_content(uuid, text) owner to mellanrummet_eraser;
revoke create on schema public from mellanrummet_eraser;
revoke all on function erase_content(uuid, text), append_event from public;
