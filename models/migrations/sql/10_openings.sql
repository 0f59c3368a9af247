-- Openings and cleared spans never overlap, and live claims lean on them (SQL:2011 temporal keys, PostgreSQL 18).
-- SQLAlchemy has no construct for these, so the models declare plain primary keys and this file replaces them.

alter table site_opening drop constraint pk_site_opening,
  add constraint pk_site_opening primary key (site_id, span without overlaps);
alter table mentor_opening drop constraint pk_mentor_opening,
  add constraint pk_mentor_opening primary key (mentor_id, span without overlaps);
alter table site_cleared drop constraint pk_site_cleared,
  add constraint pk_site_cleared primary key (site_id, span without overlaps);
alter table mentor_cleared drop constraint pk_mentor_cleared,
  add constraint pk_mentor_cleared primary key (mentor_id, span without overlaps);

-- Deferrable: openings are worked out anew as a whole inside one transaction.
alter table claim
  add constraint fk_claim_site_opening foreign key (leaning_site_id, period span)
    references site_opening (site_id, period span) deferrable initially immediate,
  add constraint fk_claim_site_cleared foreign key (leaning_site_id, period span)
    references site_cleared (site_id, period span) deferrable initially immediate,
  add constraint fk_claim_mentor_opening foreign key (leaning_mentor_id, period span)
    references mentor_opening (mentor_id, period span) deferrable initially immediate,
  add constraint fk_claim_mentor_cleared foreign key (leaning_mentor_id, period span)
    references mentor_cleared (mentor_id, period span) deferrable initially immediate;

-- A claim's bed is a bed of its site.
alter table claim add constraint fk_claim_bed_of_site foreign key (municipality_id, site_id, bed_id)
  references bed (municipality_id, site_id, id);

-- A claim only moves forward, and what it claims never changes but for its bed (slots are anonymous).
create function claim_moves_forward() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if (old.occurrence_id, old.site_id, old.youth_id, old.mentor_id, old.span, old.during)
     is distinct from (new.occurrence_id, new.site_id, new.youth_id, new.mentor_id, new.span, new.during) then
    raise exception 'a claim is never rewritten: release it and make a new one' using errcode = 'MR001';
  end if;
  if old.state <> new.state and (old.state, new.state) not in
     (('held', 'booked'), ('held', 'released'), ('booked', 'ended'), ('booked', 'released')) then
    raise exception 'a claim can not go from % to %', old.state, new.state using errcode = 'MR001';
  end if;
  return new;
end $$;
create trigger claim_moves_forward before update on claim for each row execute function claim_moves_forward();
create function claim_is_kept() returns trigger language plpgsql as $$
begin
  raise exception 'claims are kept: release it instead' using errcode = 'MR001';
end $$;
create trigger claim_is_kept before delete on claim for each row execute function claim_is_kept();
create trigger claim_is_not_emptied before truncate on claim for each statement execute function claim_is_kept();
