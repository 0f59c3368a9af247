-- "Only my phone": a session that rests after a while, or at once, and goes on with her PIN. And keys in her phone. Reached
-- before we know who is asking, and so through narrow functions, as in sql/40_sign_in.sql.

-- A session that rests is no session: session_seen() does not find it, since its idle limit is over.
create or replace function session_open(
  p_key bytea, p_account uuid, p_role text, p_csrf text, p_at timestamptz, p_idle interval, p_whole interval
) returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  delete from web_session where account_id = p_account
    and (ends_at <= p_at or (idle_until <= p_at and pin_hash is null));
  insert into web_session (key, municipality_id, account_id, role, made_at, seen_at, idle_until, ends_at, csrf)
    select p_key, w.municipality_id, w.account_id, w.role, p_at, p_at, p_at + p_idle, p_at + p_whole, p_csrf
    from who_asks_of(p_account, p_role, p_csrf, p_at) w;
  if not found then
    raise exception 'no such account in that role' using errcode = 'MR004';
  end if;
end $$;

-- From now on this session lives longer, and rests instead of ending. For a youth's own alone.
create function session_keep(p_key bytea, p_pin_hash text, p_at timestamptz, p_idle interval, p_whole interval)
  returns boolean language sql security definer set search_path = public, pg_temp as $$
  update web_session set pin_hash = p_pin_hash, wrong_pins = 0, seen_at = p_at, ends_at = made_at + p_whole,
    idle_until = least(p_at + p_idle, made_at + p_whole)
  where key = p_key and role = 'youth' and idle_until > p_at and ends_at > p_at returning true
$$;

create function session_is_kept(p_key bytea) returns boolean
  language sql stable security definer set search_path = public, pg_temp as $$
  select pin_hash is not null from web_session where key = p_key
$$;

create function session_rest(p_key bytea, p_at timestamptz) returns boolean
  language sql security definer set search_path = public, pg_temp as $$
  update web_session set seen_at = least(seen_at, p_at - interval '1 second'), idle_until = p_at
  where key = p_key and pin_hash is not null and idle_until > p_at and ends_at > p_at returning true
$$;

create function session_is_resting(p_key bytea, p_at timestamptz) returns boolean
  language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select from web_session where key = p_key and pin_hash is not null and idle_until <= p_at and ends_at > p_at)
$$;

-- A try is counted before it is looked at, so that many at once are no more than five. Too many end the session, never the account.
create function session_try_pin(p_key bytea, p_at timestamptz, p_most integer, out pin_hash text, out tries_left integer)
  returns setof record language plpgsql security definer set search_path = public, pg_temp as $$
declare s web_session;
begin
  update web_session w set wrong_pins = w.wrong_pins + 1
    where w.key = p_key and w.pin_hash is not null and w.idle_until <= p_at and w.ends_at > p_at returning w.* into s;
  if not found then return; end if;
  if s.wrong_pins > p_most then
    delete from web_session w where w.key = p_key;
    return;
  end if;
  pin_hash := s.pin_hash;
  tries_left := p_most - s.wrong_pins;
  return next;
end $$;

create function session_goes_on(p_key bytea, p_at timestamptz, p_idle interval) returns boolean
  language sql security definer set search_path = public, pg_temp as $$
  update web_session set seen_at = p_at, idle_until = least(p_at + p_idle, ends_at), wrong_pins = 0
  where key = p_key and pin_hash is not null and ends_at > p_at returning true
$$;

-- Passkeys: what was asked, once; and whose key it is.
create function challenge_made(p_key bytea, p_at timestamptz) returns void
  language sql security definer set search_path = public, pg_temp as $$
  delete from sign_in_challenge where made_at < p_at - interval '10 minutes';
  insert into sign_in_challenge (key, made_at) values (p_key, p_at)
$$;

create function challenge_used(p_key bytea, p_at timestamptz) returns boolean
  language sql security definer set search_path = public, pg_temp as $$
  with gone as (delete from sign_in_challenge where key = p_key returning made_at)
  select exists (select from gone where made_at > p_at - interval '5 minutes')
$$;

create function passkey_of(p_credential bytea, out passkey_id uuid, out account_id uuid, out municipality_id uuid,
                           out public_key bytea, out sign_count bigint)
  returns setof record language sql stable security definer set search_path = public, pg_temp as $$
  select k.id, k.account_id, k.municipality_id, k.public_key, k.sign_count
  from passkey k join account a on a.id = k.account_id where k.credential_id = p_credential and a.closed_at is null
$$;

grant select on passkey to mellanrummet_lookup;
grant select, insert, delete on sign_in_challenge to mellanrummet_lookup;
create policy look_up on passkey for select to mellanrummet_lookup using (true);

grant create on schema public to mellanrummet_lookup;
do $$ declare f text; begin
  foreach f in array array['session_keep', 'session_is_kept', 'session_rest', 'session_is_resting', 'session_try_pin',
                           'session_goes_on', 'challenge_made', 'challenge_used', 'passkey_of'] loop
    execute format('alter function %I owner to mellanrummet_lookup', f);
    execute format('revoke all on function %I from public', f);
    execute format('grant execute on function %I to mellanrummet_app', f);
  end loop;
end $$;
revoke create on schema public from mellanrummet_lookup;
