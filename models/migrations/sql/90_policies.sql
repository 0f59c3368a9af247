-- The second wall: every table with a municipality shows one municipality's rows, to everybody, its owner included.
-- The app role owns nothing and may not change the record.

grant usage on schema public to mellanrummet_app, mellanrummet_lookup, mellanrummet_eraser;

do $$ declare t text; begin
  for t in select c.table_name from information_schema.columns c join information_schema.tables using (table_schema, table_name)
           where c.table_schema = 'public' and c.column_name = 'municipality_id' and table_type = 'BASE TABLE' loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format(
      'create policy own_municipality on %I using (municipality_id = nullif(current_setting(''app.municipality'', true), '''')::uuid)
       with check (municipality_id = nullif(current_setting(''app.municipality'', true), '''')::uuid)', t);
    execute format('grant select, insert, update, delete on %I to mellanrummet_app', t);
  end loop;
end $$;

-- A municipality sees itself.
alter table municipality enable row level security;
alter table municipality force row level security;
create policy itself on municipality using (id = nullif(current_setting('app.municipality', true), '')::uuid);
grant select, insert, update on municipality to mellanrummet_app;

-- What is lent is seen by the one it is lent to.
create policy lent_here on lending for select
  using (to_municipality_id = nullif(current_setting('app.municipality', true), '')::uuid);

-- The record: in through append_event() alone, out by reading.
revoke insert, update, delete on record_event, record_leaf, record_head from mellanrummet_app;
revoke update, delete on record_content, statement, wish, answer, choice, approval from mellanrummet_app;
revoke delete on claim, stay, proposal, proposal_option, placement, host_ask, stay_request, occurrence, stay_window, veto, consent,
  youth, site, mentor, account, round, own_person, reflection from mellanrummet_app;
-- A key that is gone or changed makes every word sealed with it unreadable: nobody may, but retention by its owner.
revoke update, delete on youth_key from mellanrummet_app;
revoke update, delete on suitability from mellanrummet_app;
revoke delete on support_grant, background_check, host_ask, bed, job, visit, youth_protected from mellanrummet_app;
grant execute on function append_event, first_broken_event, event_bytes, erase_content to mellanrummet_app;

-- Sign-in tables are reached through functions alone (40_sign_in.sql).
revoke all on web_session, api_token from mellanrummet_app;
