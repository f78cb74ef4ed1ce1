-- What lint --fix is tried on: one file of a migration in each block, on the database of fixes-before.sql.
CREATE INDEX orders_customer ON orders (customer_id);
--
create unique index orders_code_new on public.orders (code)
--
CREATE INDEX ON orders (customer_id) WHERE state = 'open' -- found slow in May
--
CREATE INDEX IF NOT EXISTS orders_customer ON ONLY orders USING btree (customer_id DESC);
--
CREATE /* not yet UNIQUE */ INDEX orders_customer ON orders (customer_id);
--
CREATE INDEX events_kind ON events (kind);
--
CREATE INDEX totals_sum ON totals (sum);
--
CREATE INDEX CONCURRENTLY IF NOT EXISTS "Orders state" ON public.orders (state);
--
SET lock_timeout = '2s';
CREATE INDEX orders_customer ON orders (customer_id);
--
DROP INDEX orders_state;
--
DROP INDEX IF EXISTS public.orders_state RESTRICT;
--
DROP INDEX orders_state, orders_total;
--
DROP INDEX IF EXISTS nothing;
--
DROP INDEX events_day;
--
DROP INDEX CONCURRENTLY orders_state, orders_total;
--
DROP INDEX CONCURRENTLY IF EXISTS orders_state, "Mixed Case", public.orders_total;
--
DROP INDEX CONCURRENTLY orders_state CASCADE;
--
ALTER TABLE orders ADD CONSTRAINT total_positive CHECK (total > 0);
--
ALTER TABLE orders ADD CHECK (total > 0), ADD CONSTRAINT state_set CHECK (state <> '') NO INHERIT;
--
ALTER TABLE ONLY public.orders
    ADD CONSTRAINT total_positive CHECK (total > 0) -- as agreed
;
--
ALTER TABLE events ADD CONSTRAINT kind_set CHECK (kind <> '');
--
ALTER TABLE orders ADD CONSTRAINT orders_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id);
--
ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
--
ALTER TABLE orders ADD FOREIGN KEY (parent_id) REFERENCES orders (id), ADD FOREIGN KEY (customer_id) REFERENCES customers (id) MATCH FULL;
--
ALTER TABLE events ADD FOREIGN KEY (customer_id) REFERENCES customers (id);
--
ALTER TABLE orders ADD FOREIGN KEY (day_id) REFERENCES days (id);
--
ALTER TABLE orders ADD COLUMN details json;
--
ALTER TABLE orders ADD COLUMN json json DEFAULT '{}';
--
ALTER TABLE orders ADD COLUMN "json" pg_catalog.json, ADD COLUMN more JSON NOT NULL DEFAULT '{"json": 1}'::json;
--
ALTER TABLE orders ALTER COLUMN state TYPE varchar(100);
--
ALTER TABLE public.orders ALTER COLUMN state TYPE text, ALTER COLUMN "Mixed" TYPE varchar(80) -- longer
--
ALTER DOMAIN amount ADD CONSTRAINT amount_positive CHECK (VALUE > 0);
--
ALTER DOMAIN amount ADD CHECK (VALUE > 0)
--
REINDEX TABLE orders;
--
REINDEX (VERBOSE) INDEX orders_state;
--
REINDEX SCHEMA public;
--
REINDEX TABLE events;
--
ALTER TABLE events DETACH PARTITION events_1;
--
ALTER TABLE days DETACH PARTITION days_1;
--
REFRESH MATERIALIZED VIEW totals;
--
REFRESH MATERIALIZED VIEW public.totals WITH DATA;
--
REFRESH MATERIALIZED VIEW no_key;
--
SET LOCAL lock_timeout = '500ms';
ALTER TABLE orders ADD COLUMN note text;
--
set  local statement_timeout to 5000;
--
BEGIN;
ALTER TABLE orders ADD COLUMN note text;
--
BEGIN;
ALTER TABLE orders ADD COLUMN note text -- the end
--
ALTER TABLE orders ADD COLUMN note text;
ALTER TABLE orders ADD COLUMN other text;
--
BEGIN;
ALTER TABLE orders ADD COLUMN note text;
COMMIT;
