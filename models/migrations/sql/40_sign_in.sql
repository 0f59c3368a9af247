-- What happens before we know who is asking, and so before any municipality is entered: narrow functions, owned by a role
-- nobody signs in as. The app role reaches sessions, tokens and counted tries through them and in no other way.
-- The moment is an argument: the service has one clock, and tests move it.

grant select on account, account_role, municipality, mentor, guardian to mellanrummet_lookup;
grant select (id, municipality_id, account_id, called) on youth to mellanrummet_lookup;
grant select (id, kind) on site to mellanrummet_lookup;
grant select (site_id, account_id) on site_person to mellanrummet_lookup;
grant select (account_id, municipality_id, sign_in_name, hash) on credential to mellanrummet_lookup;
grant select (id, account_id, municipality_id, code_hmac, expires_at, used_at) on activation_card to mellanrummet_lookup;
grant select, insert, update, delete on web_session, api_token, sign_in_try to mellanrummet_lookup;

do $$ declare t text; begin
  foreach t in array array['account', 'account_role', 'municipality', 'mentor', 'guardian', 'youth', 'site', 'site_person',
                           'credential', 'activation_card'] loop
    execute format('create policy look_up on %I for select to mellanrummet_lookup using (true)', t);
  end loop;
  foreach t in array array['web_session', 'api_token'] loop
    execute format('create policy look_up on %I to mellanrummet_lookup using (true) with check (true)', t);
  end loop;
end $$;

-- Everything an actor is made of.
create type who_asks as (
  account_id uuid, municipality_id uuid, role text, called text, language text, zone text, subject_id uuid, unit_id uuid,
  csrf text, signed_in_at timestamptz, help jsonb
);

create function who_asks_of(p_account uuid, p_role text, p_csrf text, p_since timestamptz) returns setof who_asks
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
    r.unit_id, p_csrf, p_since, m.settings -> 'help'
  from account a join account_role r on r.account_id = a.id join municipality m on m.id = a.municipality_id
  where a.id = p_account and r.role = p_role and a.closed_at is null
$$;

-- Sessions of browsers. The idle limit is the distance between `seen_at` and `idle_until`, set when it is opened.
create function session_open(
  p_key bytea, p_account uuid, p_role text, p_csrf text, p_at timestamptz, p_idle interval, p_whole interval
) returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  delete from web_session where account_id = p_account and (ends_at <= p_at or idle_until <= p_at);
  insert into web_session (key, municipality_id, account_id, role, made_at, seen_at, idle_until, ends_at, csrf)
    select p_key, w.municipality_id, w.account_id, w.role, p_at, p_at, p_at + p_idle, p_at + p_whole, p_csrf
    from who_asks_of(p_account, p_role, p_csrf, p_at) w;
  if not found then
    raise exception 'no such account in that role' using errcode = 'MR004';
  end if;
end $$;

create function session_seen(p_key bytea, p_at timestamptz) returns setof who_asks
  language plpgsql security definer set search_path = public, pg_temp as $$
declare s web_session;
begin
  select * into s from web_session where key = p_key and idle_until > p_at and ends_at > p_at;
  if not found then return; end if;
  if p_at - s.seen_at >= interval '30 seconds' then
    update web_session set seen_at = p_at, idle_until = least(p_at + (idle_until - seen_at), ends_at)
      where key = p_key and seen_at < p_at;
  end if;
  return query select * from who_asks_of(s.account_id, s.role, s.csrf, s.made_at);
end $$;

create function session_end(p_key bytea) returns void
  language sql security definer set search_path = public, pg_temp as $$ delete from web_session where key = p_key $$;

create function token_open(p_key bytea, p_account uuid, p_role text, p_at timestamptz, p_whole interval) returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  delete from api_token where account_id = p_account and ends_at <= p_at;
  insert into api_token (key, municipality_id, account_id, role, made_at, ends_at)
    select p_key, w.municipality_id, w.account_id, w.role, p_at, p_at + p_whole from who_asks_of(p_account, p_role, '', p_at) w;
  if not found then
    raise exception 'no such account in that role' using errcode = 'MR004';
  end if;
end $$;

create function token_seen(p_key bytea, p_at timestamptz) returns setof who_asks
  language sql stable security definer set search_path = public, pg_temp as $$
  select w.* from api_token t, who_asks_of(t.account_id, t.role, null, t.made_at) w where t.key = p_key and t.ends_at > p_at
$$;

create function token_end(p_key bytea) returns void
  language sql security definer set search_path = public, pg_temp as $$ delete from api_token where key = p_key $$;

-- Out everywhere: a new card, a new phrase. Only for accounts of the municipality that was entered.
create function sessions_end(p_account uuid) returns bigint
  language sql security definer set search_path = public, pg_temp as $$
  with gone as (delete from web_session where account_id = p_account
                  and municipality_id = nullif(current_setting('app.municipality', true), '')::uuid returning 1),
       gone_too as (delete from api_token where account_id = p_account
                  and municipality_id = nullif(current_setting('app.municipality', true), '')::uuid returning 1)
  select (select count(*) from gone) + (select count(*) from gone_too)
$$;

-- What is typed to sign in.
create function phrase_of(p_name text, out account_id uuid, out municipality_id uuid, out hash text) returns setof record
  language sql stable security definer set search_path = public, pg_temp as $$
  select c.account_id, c.municipality_id, c.hash from credential c join account a on a.id = c.account_id
  where c.sign_in_name = p_name and a.closed_at is null
$$;

create function card_of(
  p_hmac bytea, out card_id uuid, out account_id uuid, out municipality_id uuid, out called text, out language text,
  out expires_at timestamptz, out used_at timestamptz, out sign_in_name text
) returns setof record language sql stable security definer set search_path = public, pg_temp as $$
  select k.id, a.id, a.municipality_id, a.called, a.language, k.expires_at, k.used_at,
    (select c.sign_in_name from credential c where c.account_id = a.id)
  from activation_card k join account a on a.id = k.account_id where k.code_hmac = p_hmac and a.closed_at is null
$$;

create function roles_of(p_account uuid) returns setof text
  language sql stable security definer set search_path = public, pg_temp as $$
  select role from account_role where account_id = p_account order by role
$$;

-- Tries are counted by what was tried and from where, to slow down; an hour of quiet forgets them. Nothing is ever locked.
create function tries_failed(p_keys bytea[], p_at timestamptz) returns integer
  language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(max(failures), 0) from sign_in_try where key = any(p_keys) and last_at > p_at - interval '1 hour'
$$;

create function count_failed_try(p_keys bytea[], p_at timestamptz) returns void
  language sql security definer set search_path = public, pg_temp as $$
  insert into sign_in_try (key, failures, last_at) select k, 1, p_at from unnest(p_keys) k order by k
  on conflict (key) do update set last_at = p_at,
    failures = case when sign_in_try.last_at > p_at - interval '1 hour' then sign_in_try.failures + 1 else 1 end
$$;

create function forget_tries(p_key bytea) returns void
  language sql security definer set search_path = public, pg_temp as $$ delete from sign_in_try where key = p_key $$;

-- The demo municipality's people (nobody else has a persona), and the numbers that any visitor may see.
create function personas(out persona text, out account_id uuid, out municipality_id uuid, out called text, out role text)
  returns setof record language sql stable security definer set search_path = public, pg_temp as $$
  select a.persona, a.id, a.municipality_id, a.called, r.role from account a join account_role r on r.account_id = a.id
  where a.persona is not null and a.closed_at is null order by a.made_at, a.id, r.role
$$;

create function help_of_municipalities(out code text, out called text, out zone text, out help jsonb)
  returns setof record language sql stable security definer set search_path = public, pg_temp as $$
  select m.code, m.called, m.zone, m.settings -> 'help' from municipality m order by m.called
$$;

grant create on schema public to mellanrummet_lookup;
do $$ declare f text; begin
  foreach f in array array['who_asks_of', 'session_open', 'session_seen', 'session_end', 'sessions_end', 'token_open', 'token_seen',
                           'token_end', 'phrase_of', 'card_of', 'roles_of', 'tries_failed', 'count_failed_try', 'forget_tries',
                           'personas', 'help_of_municipalities'] loop
    execute format('alter function %I owner to mellanrummet_lookup', f);
    execute format('revoke all on function %I from public', f);
    if f <> 'who_asks_of' then execute format('grant execute on function %I to mellanrummet_app', f); end if;
  end loop;
end $$;
revoke create on schema public from mellanrummet_lookup;
