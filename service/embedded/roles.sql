-- The database roles, for a new cluster; run once by its superuser. Passwords, where needed, are set by whoever runs it.
-- owner: owns and changes the tables, used by `migrate` alone.
-- app:   web and worker; owns nothing, so that row-level security holds for it.
-- lookup: nobody signs in as it; owns the few functions that must look across municipalities.
create role mellanrummet_owner login;
create role mellanrummet_app login;
create role mellanrummet_lookup nologin;
grant mellanrummet_lookup to mellanrummet_owner;
-- eraser: nobody signs in as it; owns erase_content(), the one way past the record's triggers.
create role mellanrummet_eraser nologin;
grant mellanrummet_eraser to mellanrummet_owner;
