-- Her choice of single times is as final as the choice itself: a new one is added, none is changed. Walls as around all.

alter table changed_time enable row level security;
alter table changed_time force row level security;
create policy own_municipality on changed_time
  using (municipality_id = nullif(current_setting('app.municipality', true), '')::uuid)
  with check (municipality_id = nullif(current_setting('app.municipality', true), '')::uuid);
grant select, insert on changed_time to mellanrummet_app;

create trigger changed_time_only_grows before update or delete on changed_time for each row execute function only_grows();
create trigger changed_time_not_emptied before truncate on changed_time for each statement execute function only_grows();
