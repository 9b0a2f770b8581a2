"""Ways to breach the citizen's wall on PostgreSQL: what is planted, and how it is taken away again.

`{login}` is the role that logs in, and the name of its database. What stands in the database goes with it, and needs no
taking away; what is the whole server's does. The check at start overlooks none of these.
"""

IN_ITS_PLACE = (
    "ALTER TABLE mirror.mirrored_plan RENAME TO replaced; ALTER TABLE mirror.replaced SET SCHEMA journal;"
    "REVOKE ALL ON journal.replaced FROM sip_citizen;"
)
DEFINER = "LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*)::int FROM mapping.mapping_version'"
FOREIGN = "CREATE FOREIGN DATA WRAPPER planted; CREATE SERVER planted FOREIGN DATA WRAPPER planted;"
LARGE_OBJECT = "SELECT lo_from_bytea(4711, 'situation');"

RIGHTS = [
    ("GRANT USAGE ON SCHEMA mapping TO sip_citizen", ""),
    ("GRANT USAGE ON SCHEMA journal TO sip_citizen", ""),
    ("GRANT USAGE ON SCHEMA mapping TO PUBLIC", ""),
    ("GRANT USAGE ON SCHEMA mapping TO {login}", ""),
    ("GRANT SELECT ON journal.plan TO PUBLIC", ""),
    ("GRANT SELECT ON journal.plan TO {login}", ""),
    ("ALTER ROLE {login} SUPERUSER", "ALTER ROLE {login} NOSUPERUSER"),
    ("GRANT pg_read_all_data TO sip_citizen", "REVOKE pg_read_all_data FROM sip_citizen"),
    ("GRANT pg_maintain TO {login} WITH INHERIT FALSE", "REVOKE pg_maintain FROM {login}"),
    ("GRANT SELECT ON journal.plan TO sip_citizen", ""),
    ("ALTER ROLE sip_citizen SUPERUSER", "ALTER ROLE sip_citizen NOSUPERUSER"),
    ("GRANT pg_monitor TO sip_citizen", "REVOKE pg_monitor FROM sip_citizen"),
    ("GRANT postgres TO {login} WITH INHERIT FALSE", "REVOKE postgres FROM {login}"),
    ("ALTER ROLE {login} CREATEROLE", "ALTER ROLE {login} NOCREATEROLE"),
    ("GRANT UPDATE ON mirror.mirrored_plan TO sip_citizen", ""),
    ("GRANT DELETE ON mirror.mirrored_plan TO {login}", ""),
    ("GRANT SELECT ON audit.audit_entry TO sip_citizen", ""),
    ("GRANT CREATE ON SCHEMA mirror TO sip_citizen", ""),
    ("GRANT CREATE ON DATABASE {login} TO {login}", ""),
    # No reading, but a right all the same; and rights to pass on.
    ("GRANT TRIGGER ON mirror.mirrored_plan TO sip_citizen", ""),
    ("GRANT REFERENCES ON mirror.mirrored_plan TO {login}", ""),
    ("GRANT REFERENCES (plan_id) ON mirror.mirrored_plan TO PUBLIC", ""),
    ("GRANT MAINTAIN ON mirror.mirrored_plan TO sip_citizen", ""),
    ("GRANT SELECT ON mirror.mirrored_plan TO sip_citizen WITH GRANT OPTION", ""),
    ("GRANT SELECT (id) ON audit.audit_entry TO {login} WITH GRANT OPTION", ""),
    ("GRANT USAGE ON SEQUENCE journal.outbox_event_number_seq TO PUBLIC", ""),
    ("CREATE SEQUENCE public.planted; GRANT SELECT ON SEQUENCE public.planted TO {login}", ""),
    # The server's own tables and functions, which hold or fetch what stands in the others.
    ("GRANT SELECT ON pg_statistic TO sip_citizen", ""),
    ("GRANT SELECT (stavalues1) ON pg_statistic TO PUBLIC", ""),
    ("GRANT SELECT ON pg_largeobject TO {login}", ""),
    ("GRANT EXECUTE ON FUNCTION pg_read_file(text) TO {login}", ""),
    ("GRANT EXECUTE ON FUNCTION pg_ls_dir(text) TO PUBLIC", ""),
    ("GRANT CREATE ON SCHEMA pg_catalog TO {login}", ""),
    ("GRANT USAGE ON SCHEMA pg_toast TO PUBLIC", ""),
    # Large objects stand in no schema.
    (f"{LARGE_OBJECT} GRANT SELECT ON LARGE OBJECT 4711 TO sip_citizen", ""),
    (f"{LARGE_OBJECT} GRANT SELECT ON LARGE OBJECT 4711 TO PUBLIC", ""),
    ("ALTER ROLE {login} SET lo_compat_privileges = on", ""),
    # What would open by itself, or be opened, later.
    ("ALTER DEFAULT PRIVILEGES IN SCHEMA mapping GRANT SELECT ON TABLES TO sip_citizen", ""),
    ("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC", ""),
    ("ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO {login}", ""),
    (
        "GRANT SET ON PARAMETER lo_compat_privileges TO {login}",
        "REVOKE SET ON PARAMETER lo_compat_privileges FROM {login}",
    ),
    (
        "GRANT SET ON PARAMETER session_replication_role TO PUBLIC",
        "REVOKE SET ON PARAMETER session_replication_role FROM PUBLIC",
    ),
    # A way to another server, which may be this one by another name.
    (f"{FOREIGN} GRANT USAGE ON FOREIGN SERVER planted TO PUBLIC", ""),
]

# What is hers she can do anything with, whatever is granted.
OWNED = [
    (
        "ALTER TABLE mirror.mirrored_plan OWNER TO sip_citizen; REVOKE ALL ON mirror.mirrored_plan FROM sip_citizen;"
        "GRANT SELECT ON mirror.mirrored_plan TO sip_citizen",
        "",
    ),
    ("ALTER SCHEMA mapping OWNER TO {login}; REVOKE ALL ON SCHEMA mapping FROM {login}", ""),
    (
        "CREATE FUNCTION public.planted() RETURNS int LANGUAGE sql AS 'SELECT 1';"
        "ALTER FUNCTION public.planted OWNER TO {login}",
        "",
    ),
    (f"{LARGE_OBJECT} ALTER LARGE OBJECT 4711 OWNER TO {{login}}", ""),
    ("ALTER DATABASE {login} OWNER TO {login}; REVOKE ALL ON DATABASE {login} FROM {login}", ""),
]

# Under a name, and with columns, that are expected: in a schema that she enters, or in the place of the table itself.
DISGUISED = [
    *(
        (
            f"CREATE VIEW {schema}.mirrored_plan AS SELECT plan_id, situation AS body FROM mapping.mapping_version;"
            f"GRANT SELECT ON {schema}.mirrored_plan TO sip_citizen",
            "",
        )
        for schema in ("audit", "public", "mapping")
    ),
    (
        "CREATE TABLE public.mirrored_plan AS SELECT plan_id, situation AS body FROM mapping.mapping_version;"
        "GRANT SELECT ON public.mirrored_plan TO sip_citizen",
        "",
    ),
    (
        "CREATE TABLE mirror.audit_entry AS SELECT plan_id, situation AS purpose FROM mapping.mapping_version;"
        "GRANT SELECT ON mirror.audit_entry TO PUBLIC",
        "",
    ),
    *(
        (
            f"{IN_ITS_PLACE} CREATE {kind} mirror.mirrored_plan AS SELECT * FROM journal.replaced;"
            "GRANT SELECT ON mirror.mirrored_plan TO sip_citizen",
            "",
        )
        for kind in ("VIEW", "MATERIALIZED VIEW")
    ),
    (
        f"{IN_ITS_PLACE} {FOREIGN} CREATE FOREIGN TABLE mirror.mirrored_plan (plan_id uuid, person_key varchar(64),"
        " visible_since timestamptz, represented_since timestamptz, visible_until timestamptz, fingerprint varchar(64),"
        " etag varchar(64), body bytea) SERVER planted;"
        "GRANT SELECT ON mirror.mirrored_plan TO sip_citizen",
        "",
    ),
    (
        "CREATE VIEW mirror.planted AS SELECT situation FROM mapping.mapping_version;"
        "GRANT SELECT ON mirror.planted TO sip_citizen",
        "",
    ),
]

# What is read, run or told along with a table that she reads or adds to, by the rights of its owner.
BENEATH = [
    ("CREATE TABLE mapping.planted () INHERITS (mirror.mirrored_plan)", ""),
    (
        "CREATE RULE planted AS ON INSERT TO audit.audit_entry DO ALSO SELECT situation FROM mapping.mapping_version",
        "",
    ),
    (
        "CREATE FUNCTION mapping.planted() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN"
        " NEW.purpose := (SELECT max(situation) FROM mapping.mapping_version); RETURN NEW; END $$;"
        "REVOKE ALL ON FUNCTION mapping.planted FROM PUBLIC;"
        "CREATE TRIGGER planted BEFORE INSERT ON audit.audit_entry FOR EACH ROW EXECUTE FUNCTION mapping.planted()",
        "",
    ),
    # Whether her row is taken tells whether there is such a plan.
    ("ALTER TABLE audit.audit_entry ADD CONSTRAINT planted FOREIGN KEY (plan_id) REFERENCES journal.plan (id)", ""),
    *((f"CREATE FUNCTION {schema}.planted() RETURNS int {DEFINER}", "") for schema in ("mirror", "public")),
    (f"CREATE FUNCTION pg_catalog.planted() RETURNS int {DEFINER}", ""),
    # An aggregate asks for the right to itself alone, not for that to the function that it is made of.
    (
        f"CREATE FUNCTION mapping.planted(int, int) RETURNS int {DEFINER};"
        "CREATE AGGREGATE public.planted (int) (SFUNC = mapping.planted, STYPE = int);"
        "REVOKE ALL ON FUNCTION mapping.planted FROM PUBLIC",
        "",
    ),
]

# What makes the check see something else than there is.
BLINDED = [
    # A login that is switched as it connects can switch back.
    ("ALTER ROLE {login} SUPERUSER; ALTER ROLE {login} SET role = sip_citizen", "ALTER ROLE {login} NOSUPERUSER"),
    # Without the triggers by which the log only grows.
    ("ALTER ROLE {login} SET session_replication_role = replica", ""),
    # A catalogue of somebody's own, found before the server's.
    (
        "GRANT DELETE ON mirror.mirrored_plan TO {login};"
        "CREATE FUNCTION public.has_table_privilege(name, oid, text) RETURNS boolean LANGUAGE sql AS 'SELECT false';"
        "CREATE FUNCTION public.aclexplode(aclitem[], OUT grantor oid, OUT grantee oid, OUT privilege_type text,"
        " OUT is_grantable boolean) RETURNS SETOF record LANGUAGE sql AS"
        " 'SELECT NULL::oid, NULL::oid, NULL::text, NULL::boolean WHERE false';"
        "ALTER ROLE {login} SET search_path = public, pg_catalog",
        "",
    ),
]

PLANTED = RIGHTS + OWNED + DISGUISED + BENEATH + BLINDED
