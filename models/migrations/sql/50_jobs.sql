-- Workers look for work across municipalities; what a job then does, it does inside its own.
-- A lease is measured by the database's clock, so that workers on several machines agree.

grant select (id, municipality_id, state, attempts, lease_until, due_at) on job to mellanrummet_lookup;
create policy look_up on job for select to mellanrummet_lookup using (true);

create function jobs_waiting(p_most int) returns table (id uuid, municipality_id uuid, attempts smallint)
  language sql stable security definer set search_path = public, pg_temp as $$
  select j.id, j.municipality_id, j.attempts from job j
  where (j.state = 'queued' and j.due_at <= now()) or (j.state = 'running' and j.lease_until < now())
  order by j.due_at, j.id limit p_most
$$;

-- For what is done at regular times, one municipality after the other.
create function every_municipality() returns setof uuid
  language sql stable security definer set search_path = public, pg_temp as $$ select id from municipality order by id $$;

grant create on schema public to mellanrummet_lookup;
alter function jobs_waiting(int) owner to mellanrummet_lookup;
alter function every_municipality() owner to mellanrummet_lookup;
revoke create on schema public from mellanrummet_lookup;
revoke all on function jobs_waiting(int), every_municipality() from public;
grant execute on function jobs_waiting(int), every_municipality() to mellanrummet_app, mellanrummet_owner;
