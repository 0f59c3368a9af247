"""What is installed in the database, as lines a person can review: constraints, policies, triggers, functions, rights.

`CATALOGUE=write make test` rewrites the reviewed file; read the difference before it is committed.
"""

QUERIES = {
    "constraint": """
        select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(c.oid)
        from pg_constraint c where connamespace = 'public'::regnamespace and contype <> 'n' and conrelid <> 0
          and conrelid::regclass::text <> 'alembic_version'
    """,
    "unique index": """
        select tablename || ' ' || indexname || ' ' || regexp_replace(indexdef, '^.* USING ', '')
        from pg_indexes i where schemaname = 'public' and indexdef like 'CREATE UNIQUE%' and tablename <> 'alembic_version'
          and not exists (select from pg_constraint where conname = indexname)
    """,
    "row security": """
        select c.relname || case when relforcerowsecurity then ' forced' when relrowsecurity then ' on' else ' NONE' end
        from pg_class c where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> 'alembic_version'
    """,
    "policy": """
        select tablename || ' ' || policyname || ' for ' || cmd || ' to ' || array_to_string(roles, ',')
          || ' using ' || coalesce(qual, '-') || ' check ' || coalesce(with_check, '-')
        from pg_policies where schemaname = 'public'
    """,
    "trigger": """
        select tgrelid::regclass || ' ' || regexp_replace(pg_get_triggerdef(t.oid), '^CREATE (CONSTRAINT )?TRIGGER ', '')
        from pg_trigger t join pg_class c on c.oid = tgrelid
        where not tgisinternal and relnamespace = 'public'::regnamespace
    """,
    "function": """
        select p.oid::regprocedure || ' owner ' || pg_get_userbyid(proowner) || case when prosecdef then ' as its owner' else '' end
          || ' settings ' || coalesce(array_to_string(proconfig, ','), '-')
          || ' app ' || has_function_privilege('mellanrummet_app', p.oid, 'execute')::text
        from pg_proc p where pronamespace = 'public'::regnamespace
          and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
    """,
    "app may": """
        select table_name || ': ' || string_agg(lower(privilege_type), ', ' order by privilege_type)
        from information_schema.role_table_grants where grantee = 'mellanrummet_app' and table_schema = 'public'
        group by table_name
    """,
}


def lines_of(rows: dict[str, list[str]]) -> list[str]:
    return [f"{kind}: {' '.join(line.split())}" for kind, found in rows.items() for line in sorted(found)]
