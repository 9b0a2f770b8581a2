"""What a PostgreSQL login can do, asked of the server's own catalogue: the questions alone, for `walls` to judge.

Each row that is found names one thing by its schema; a name alone would not tell a table from a view that is called as
it is. What the server brings has a number below 16384: there everybody may do what was so from the beginning.
"""

_BROUGHT = 16384
# A right that anybody has, or that a role has which is hers.
_HERS = "(a.grantee = 0 OR pg_has_role(current_user, a.grantee, 'MEMBER'))"

# The schemas that she enters.
SCHEMAS = """
SELECT n.nspname, p FROM pg_namespace n, unnest(ARRAY['USAGE', 'CREATE', 'USAGE WITH GRANT OPTION']) p
WHERE has_schema_privilege(current_user, n.oid, p) AND n.oid <> pg_my_temp_schema()
  AND (n.nspname, p) NOT IN (('public', 'USAGE'), ('pg_catalog', 'USAGE'), ('information_schema', 'USAGE'))
"""
# What she does with columns, in whatever has any. Indexes and row types have none of their own.
COLUMNS = f"""
SELECT n.nspname, c.relname, a.attname, p
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid,
     unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'REFERENCES']) p
WHERE c.oid >= {_BROUGHT} AND c.relkind NOT IN ('i', 'I', 'c') AND a.attnum > 0 AND NOT a.attisdropped
  AND has_column_privilege(current_user, c.oid, a.attnum, p)
"""


# Whatever the role is, or may become, that is more than an ordinary login with those roles.
def _roles(*known: str) -> str:
    return f"""
SELECT r.rolname, 'role' FROM pg_roles r
WHERE pg_has_role(current_user, r.oid, 'MEMBER')
  AND (r.rolname NOT IN (current_user, {", ".join(f"'{one}'" for one in known)})
       OR r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolbypassrls OR r.rolreplication)
"""


_ROLES = _roles("sip_citizen")
# Any right but to read from a table and add to it, and any to what is no ordinary table: a view reads by its owner's
# rights, a foreign table from elsewhere. A right to pass on counts as another right.
_TABLES = f"""
SELECT n.nspname, c.relname, format('kind %s', c.relkind), a.privilege_type
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace CROSS JOIN LATERAL (
  SELECT relacl AS rights UNION ALL SELECT attacl FROM pg_attribute WHERE attrelid = c.oid AND attacl IS NOT NULL
) r CROSS JOIN LATERAL aclexplode(r.rights) a
WHERE c.oid >= {_BROUGHT} AND {_HERS}
  AND (c.relkind <> 'r' OR a.privilege_type NOT IN ('SELECT', 'INSERT') OR a.is_grantable)
"""
# To read a table is to read what inherits from it, whatever the rights to that.
_CHILDREN = """
SELECT n.nspname, c.relname, 'inherits'
FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE has_any_column_privilege(current_user, i.inhparent, 'SELECT, INSERT')
"""
# A rule works by the rights of the table's owner, and so may a trigger; a foreign key tells whether a row is there.
_ALONG = f"""
SELECT r.ev_class::regclass::text, r.rulename, 'rule' FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
WHERE c.oid >= {_BROUGHT} AND c.relkind = 'r' AND has_any_column_privilege(current_user, c.oid, 'SELECT, INSERT')
UNION ALL
SELECT t.tgrelid::regclass::text, t.tgname, 'trigger' FROM pg_trigger t
WHERE t.tgtype & 4 <> 0 AND has_any_column_privilege(current_user, t.tgrelid, 'INSERT')
"""
# An aggregate asks for no right to the functions that it is made of.
_FUNCTIONS = """
SELECT n.nspname, p.proname, 'EXECUTE' FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE p.prosecdef AND (has_function_privilege(current_user, p.oid, 'EXECUTE') OR EXISTS (
  SELECT FROM pg_aggregate g WHERE has_function_privilege(current_user, g.aggfnoid, 'EXECUTE')
    AND p.oid IN (g.aggtransfn, g.aggfinalfn, g.aggcombinefn, g.aggserialfn, g.aggdeserialfn,
                  g.aggmtransfn, g.aggminvtransfn, g.aggmfinalfn)))
"""
# What she owns is hers to do anything with. What names her beside that (a type, a language, a large object, a default)
# is nothing that the migrations have done; tables, schemas and functions are asked about above and below.
_NAMED = """
SELECT pg_describe_object(d.classid, d.objid, d.objsubid), CASE d.deptype WHEN 'o' THEN 'owner' ELSE 'right' END
FROM pg_shdepend d
WHERE d.refclassid = 'pg_authid'::regclass AND pg_has_role(current_user, d.refobjid, 'MEMBER')
  AND d.dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
  AND (d.deptype = 'o' OR d.deptype = 'a' AND d.classid NOT IN
    ('pg_class'::regclass, 'pg_namespace'::regclass, 'pg_proc'::regclass, 'pg_database'::regclass))
"""
# Of what the server brings, more than was so from the beginning. The standard's views (information_schema) show by
# themselves only what whoever asks has a right to, and their beginning is not written down.
_SERVERS_OWN = f"""
SELECT o.name, a.privilege_type FROM (
  SELECT 'pg_class'::regclass, oid, 0, relname, relacl, acldefault('r', relowner) FROM pg_class
  WHERE relnamespace <> 'information_schema'::regnamespace
  UNION ALL SELECT 'pg_class'::regclass, attrelid, attnum, attname, attacl, NULL FROM pg_attribute
  UNION ALL SELECT 'pg_proc'::regclass, oid, 0, proname, proacl, acldefault('f', proowner) FROM pg_proc
) o (class, oid, part, name, rights, usual)
LEFT JOIN pg_init_privs i ON i.classoid = o.class AND i.objoid = o.oid AND i.objsubid = o.part
CROSS JOIN LATERAL aclexplode(o.rights) a
WHERE o.oid < {_BROUGHT} AND {_HERS} AND NOT EXISTS (
  SELECT FROM aclexplode(COALESCE(i.initprivs, o.usual)) b
  WHERE b.grantee = a.grantee AND b.privilege_type = a.privilege_type)
"""
# What stands in no schema, and what will be opened by itself. That anybody runs a new function is usual.
_ELSEWHERE = f"""
SELECT 'large object ' || m.oid, a.privilege_type
FROM pg_largeobject_metadata m CROSS JOIN LATERAL aclexplode(m.lomacl) a WHERE {_HERS}
UNION ALL
SELECT 'parameter ' || p.parname, a.privilege_type
FROM pg_parameter_acl p CROSS JOIN LATERAL aclexplode(p.paracl) a WHERE {_HERS}
UNION ALL
SELECT format('default for %s', d.defaclobjtype), a.privilege_type
FROM pg_default_acl d CROSS JOIN LATERAL aclexplode(d.defaclacl) a
WHERE {_HERS} AND (a.grantee <> 0 OR d.defaclobjtype NOT IN ('f', 'T'))
UNION ALL
SELECT 'server ' || s.srvname, 'USAGE' FROM pg_foreign_server s WHERE has_server_privilege(current_user, s.oid, 'USAGE')
UNION ALL
SELECT 'database', 'CREATE' WHERE has_database_privilege(current_user, current_database(), 'CREATE')
"""
# Settings that take away a part of the rights, or the triggers by which the log only grows.
_SETTINGS = """
SELECT s.name, s.setting FROM pg_settings s
WHERE (s.name, s.setting) IN (('lo_compat_privileges', 'on'), ('session_replication_role', 'replica'))
"""

# Of all this there shall be nothing.
BEYOND = (_ROLES, _TABLES, _CHILDREN, _ALONG, _FUNCTIONS, _NAMED, _SERVERS_OWN, _ELSEWHERE, _SETTINGS)
# Nor, with a login of her own, this: one that is switched as it connects can switch back.
SWITCHED = "SELECT session_user, 'login' WHERE session_user <> current_user"

# Whether the login is in the service's role. Whoever makes a role may give it away (its ADMIN option, from PostgreSQL
# 16 on) without being in it: so does the owner.
SERVES = """
WITH RECURSIVE hers (oid) AS (
  SELECT oid FROM pg_roles WHERE rolname = current_user
  UNION SELECT m.roleid FROM pg_auth_members m JOIN hers ON m.member = hers.oid WHERE NOT m.admin_option
)
SELECT EXISTS (SELECT FROM hers JOIN pg_roles r USING (oid) WHERE r.rolname = 'sip_service')
"""
# What it may do with our tables, or with any column of one.
SERVICE_TABLES = """
SELECT format('%s.%s', n.nspname, c.relname), p FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace,
  unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) p
WHERE n.nspname IN ('journal', 'mapping', 'mirror', 'audit') AND c.relkind NOT IN ('i', 'I', 'c', 'S')
  AND CASE WHEN p IN ('DELETE', 'TRUNCATE', 'TRIGGER') THEN has_table_privilege(current_user, c.oid, p)
      ELSE has_any_column_privilege(current_user, c.oid, p) END
"""
# Whether it enters our schemas, and makes nothing in them.
SERVICE_SCHEMAS = f"{SCHEMAS} AND n.nspname IN ('journal', 'mapping', 'mirror', 'audit')"
# In development one login may serve both sides: it takes the citizen's role for hers.
BEYOND_SERVING = (_roles("sip_service", "sip_citizen"), _NAMED, SWITCHED)
# Whether a login may do what the owner of the audit log may.
OWNS = """
SELECT pg_has_role(current_user, c.relowner, 'USAGE')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'audit' AND c.relname = 'audit_entry'
"""
