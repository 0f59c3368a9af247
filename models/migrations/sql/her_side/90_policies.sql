-- The second wall around what is new: as in sql/90_policies.sql, for tables that have no policy yet.

do $$ declare t text; begin
  for t in select c.table_name from information_schema.columns c join information_schema.tables using (table_schema, table_name)
           where c.table_schema = 'public' and c.column_name = 'municipality_id' and table_type = 'BASE TABLE'
             and not exists (select from pg_policies p where p.tablename = c.table_name and p.policyname = 'own_municipality') loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format(
      'create policy own_municipality on %I using (municipality_id = nullif(current_setting(''app.municipality'', true), '''')::uuid)
       with check (municipality_id = nullif(current_setting(''app.municipality'', true), '''')::uuid)', t);
    execute format('grant select, insert, update, delete on %I to mellanrummet_app', t);
  end loop;
end $$;

-- What was written to her or about her is not unwritten; only when she opened or confirmed it may be added.
revoke update, delete on message, welcome_letter, note, stay_note, stay_change, support_person, contact_reminder,
  own_person_step from mellanrummet_app;
grant update (opened_at) on message, welcome_letter to mellanrummet_app;
grant update (confirmed_at) on note to mellanrummet_app;
grant update (state, host_yes_at, host_yes_by, caseworker_yes_at, caseworker_yes_by, settled_at, settled_by) on stay_change to mellanrummet_app;
grant update (shares, is_named, ends_at, revoked_at) on support_person to mellanrummet_app;
grant update (seen_at, seen_by, done_at) on contact_reminder to mellanrummet_app;
revoke delete on calendar_feed, file_copy, notice from mellanrummet_app;
