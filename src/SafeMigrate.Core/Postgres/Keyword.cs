namespace SafeMigrate.Postgres;

/// <summary>The words that PostgreSQL's grammar knows, in the order of their spelling; <see cref="Keywords"/> has their categories.</summary>
internal enum Keyword : ushort
{
    /// <summary>Not a keyword.</summary>
    NotAKeyword,

    Abort, Absent, Absolute, Access, Action, Add, Admin, After, Aggregate, All, Also, Alter, Always, Analyse, Analyze, And, Any,
    Array, As, Asc, Asensitive, Assertion, Assignment, Asymmetric, At, Atomic, Attach, Attribute, Authorization, Backward, Before,
    Begin, Between, Bigint, Binary, Bit, Boolean, Both, Breadth, By, Cache, Call, Called, Cascade, Cascaded, Case, Cast, Catalog,
    Chain, Char, Character, Characteristics, Check, Checkpoint, Class, Close, Cluster, Coalesce, Collate, Collation, Column,
    Columns, Comment, Comments, Commit, Committed, Compression, Concurrently, Conditional, Configuration, Conflict, Connection,
    Constraint, Constraints, Content, Continue, Conversion, Copy, Cost, Create, Cross, Csv, Cube, Current, CurrentCatalog,
    CurrentDate, CurrentRole, CurrentSchema, CurrentTime, CurrentTimestamp, CurrentUser, Cursor, Cycle, Data, Database, Day,
    Deallocate, Dec, Decimal, Declare, Default, Defaults, Deferrable, Deferred, Definer, Delete, Delimiter, Delimiters, Depends,
    Depth, Desc, Detach, Dictionary, Disable, Discard, Distinct, Do, Document, Domain, Double, Drop, Each, Else, Empty, Enable,
    Encoding, Encrypted, End, Enforced, Enum, Error, Escape, Event, Except, Exclude, Excluding, Exclusive, Execute, Exists, Explain,
    Expression, Extension, External, Extract, False, Family, Fetch, Filter, Finalize, First, Float, Following, For, Force, Foreign,
    Format, Forward, Freeze, From, Full, Function, Functions, Generated, Global, Grant, Granted, Greatest, Group, Grouping, Groups,
    Handler, Having, Header, Hold, Hour, Identity, If, Ilike, Immediate, Immutable, Implicit, Import, In, Include, Including,
    Increment, Indent, Index, Indexes, Inherit, Inherits, Initially, Inline, Inner, Inout, Input, Insensitive, Insert, Instead, Int,
    Integer, Intersect, Interval, Into, Invoker, Is, Isnull, Isolation, Join, Json, JsonArray, JsonArrayagg, JsonExists, JsonObject,
    JsonObjectagg, JsonQuery, JsonScalar, JsonSerialize, JsonTable, JsonValue, Keep, Key, Keys, Label, Language, Large, Last,
    Lateral, Leading, Leakproof, Least, Left, Level, Like, Limit, Listen, Load, Local, Localtime, Localtimestamp, Location, Lock,
    Locked, Logged, Mapping, Match, Matched, Materialized, Maxvalue, Merge, MergeAction, Method, Minute, Minvalue, Mode, Month,
    Move, Name, Names, National, Natural, Nchar, Nested, New, Next, Nfc, Nfd, Nfkc, Nfkd, No, None, Normalize, Normalized, Not,
    Nothing, Notify, Notnull, Nowait, Null, Nullif, Nulls, Numeric, Object, Objects, Of, Off, Offset, Oids, Old, Omit, On, Only,
    Operator, Option, Options, Or, Order, Ordinality, Others, Out, Outer, Over, Overlaps, Overlay, Overriding, Owned, Owner,
    Parallel, Parameter, Parser, Partial, Partition, Passing, Password, Path, Period, Placing, Plan, Plans, Policy, Position,
    Preceding, Precision, Prepare, Prepared, Preserve, Primary, Prior, Privileges, Procedural, Procedure, Procedures, Program,
    Publication, Quote, Quotes, Range, Read, Real, Reassign, Recursive, Ref, References, Referencing, Refresh, Reindex, Relative,
    Release, Rename, Repeatable, Replace, Replica, Reset, Restart, Restrict, Return, Returning, Returns, Revoke, Right, Role,
    Rollback, Rollup, Routine, Routines, Row, Rows, Rule, Savepoint, Scalar, Schema, Schemas, Scroll, Search, Second, Security,
    Select, Sequence, Sequences, Serializable, Server, Session, SessionUser, Set, Setof, Sets, Share, Show, Similar, Simple, Skip,
    Smallint, Snapshot, Some, Source, Sql, Stable, Standalone, Start, Statement, Statistics, Stdin, Stdout, Storage, Stored, Strict,
    String, Strip, Subscription, Substring, Support, Symmetric, Sysid, System, SystemUser, Table, Tables, Tablesample, Tablespace,
    Target, Temp, Template, Temporary, Text, Then, Ties, Time, Timestamp, To, Trailing, Transaction, Transform, Treat, Trigger,
    Trim, True, Truncate, Trusted, Type, Types, Uescape, Unbounded, Uncommitted, Unconditional, Unencrypted, Union, Unique, Unknown,
    Unlisten, Unlogged, Until, Update, User, Using, Vacuum, Valid, Validate, Validator, Value, Values, Varchar, Variadic, Varying,
    Verbose, Version, View, Views, Virtual, Volatile, When, Where, Whitespace, Window, With, Within, Without, Work, Wrapper, Write,
    Xml, Xmlattributes, Xmlconcat, Xmlelement, Xmlexists, Xmlforest, Xmlnamespaces, Xmlparse, Xmlpi, Xmlroot, Xmlserialize,
    Xmltable, Year, Yes, Zone,
}
