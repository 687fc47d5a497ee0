"""The forms that the tables of a gradebook have had, as the steps from each to the next."""

# The steps to the present form of the tables, each by the number of the form that it leads to.  What is given out once
# is never edited: a change to the tables is one more step.  Before form 2 none was given out.
MIGRATIONS = {
    2: """
create table if not exists runs (
    id integer primary key, started text not null, finished text, user text, host text, version text not null,
    python text not null, numpy text not null, level text not null, seed text not null, options text not null
);
create table if not exists rubrics (digest text primary key, assignment text not null, rubric blob not null);
create table if not exists sources (digest text primary key, cells blob not null);
create table if not exists results (
    id integer primary key, key text not null, rubric text not null references rubrics (digest),
    run integer not null references runs (id), recorded text not null, who text not null, student text not null,
    assignment text not null, path text not null, digest text not null, seed text not null, level text not null,
    points real, max_points real not null, pending real not null, error text, result blob not null
);
create table if not exists calls (id integer primary key references results (id), kept blob not null);
create table if not exists sightings (
    id integer primary key, run integer not null references runs (id), seen integer not null references results (id),
    submitted text not null, recorded text not null
);
create table if not exists published (
    id integer primary key, recorded text not null, format text not null, assignment text not null, who text not null,
    student text not null, points real
);
create table if not exists sent (
    id integer primary key, recorded text not null, lineitem text not null, assignment text not null,
    user text not null, digest text not null
);
create table if not exists sending (
    lineitem text not null, user text not null, said text not null, primary key (lineitem, user)
);
create table if not exists manual (
    id integer primary key, recorded text not null, marker text not null, item text not null, assignment text not null,
    who text not null, student text not null, task text not null, name text not null, about text not null,
    submission text not null, points text not null, max_points text not null, comment text not null,
    phrase text not null
);
create table if not exists claims (item text primary key, holder text not null, expires text not null);
create index if not exists manual_by_student on manual (assignment, who);
create index if not exists manual_by_item on manual (item);
create index if not exists results_by_student on results (assignment, who);
create index if not exists results_by_key on results (key);
create index if not exists sightings_by_result on sightings (seen);
create view if not exists current as
    select results.*, submitted from results join (
        select seen, sightings.submitted, row_number() over (
            partition by assignment, who
            order by coalesce(nullif(submitted, ''), sightings.recorded) desc, sightings.id desc
        ) as place
        from sightings join results on results.id = seen
    ) on results.id = seen where place = 1;
""",
    3: """
alter table manual rename to decisions;
alter table decisions rename column item to case_id;
alter table claims rename column item to case_id;
alter table calls rename column kept to packed;
alter table sending rename column said to request;
drop index manual_by_student;
drop index manual_by_item;
create index decisions_by_student on decisions (assignment, who);
create index decisions_by_case on decisions (case_id);
""",
    4: """
alter table decisions add column kind text not null default '';
""",
    5: """
alter table results rename column rubric to assignment_digest;
""",
    6: """
create table adopted (
    id integer primary key, recorded text not null, user text not null, result integer not null references results (id)
);
create index adopted_by_result on adopted (result);
insert into adopted (recorded, user, result)
    select (select max(recorded) from published where published.assignment = current.assignment), '', id from current
    where assignment in (select assignment from published)
    order by (select max(id) from sightings where seen = current.id);
drop view current;
""",
}
FORM = max(MIGRATIONS)
