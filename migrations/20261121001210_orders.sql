-- Orders, what providers say of them, refunds, coupons, and the books.
CREATE TABLE coupons (
    coupon_id      uuid PRIMARY KEY,
    code           text NOT NULL CONSTRAINT coupons_code_unique UNIQUE
                   CONSTRAINT coupons_code_shape CHECK (code ~ '^[A-ZА-ЯЁ0-9_-]{3,40}$'),
    -- One of the two: hundredths of a per cent, or an amount.
    percent_points integer CONSTRAINT coupons_percent_range CHECK (percent_points BETWEEN 1 AND 10000),
    fixed_minor    bigint CONSTRAINT coupons_fixed_positive CHECK (fixed_minor > 0),
    currency       text,
    valid_from     timestamptz,
    valid_until    timestamptz,
    max_uses       integer CONSTRAINT coupons_max_uses_positive CHECK (max_uses > 0),
    max_per_person integer CONSTRAINT coupons_max_per_person_positive CHECK (max_per_person > 0),
    -- Empty: for all.
    course_ids     uuid[] NOT NULL DEFAULT '{}' CONSTRAINT coupons_courses_count CHECK (cardinality(course_ids) <= 200),
    enabled        boolean NOT NULL DEFAULT true,
    created_by     uuid NOT NULL REFERENCES accounts,
    created_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL,
    CONSTRAINT coupons_one_kind CHECK ((percent_points IS NULL) <> (fixed_minor IS NULL) AND (fixed_minor IS NULL) = (currency IS NULL)),
    CONSTRAINT coupons_dates CHECK (valid_from < valid_until)
);
CREATE INDEX coupons_by_author ON coupons (created_by);

-- An order row is written before the provider is asked for anything.
CREATE TABLE orders (
    order_id            uuid PRIMARY KEY,
    -- What people call it.
    number              bigint NOT NULL GENERATED ALWAYS AS IDENTITY (START WITH 1001) CONSTRAINT orders_number_unique UNIQUE,
    account_id          uuid NOT NULL REFERENCES accounts,
    course_id           uuid NOT NULL REFERENCES courses,
    -- Frozen when it was made: what the receipt says, and who earns.
    course_title        text NOT NULL,
    buyer_name          text NOT NULL,
    buyer_email         text NOT NULL,
    language            text NOT NULL,
    teacher_id          uuid NOT NULL REFERENCES accounts,
    share_points        integer NOT NULL CONSTRAINT orders_share_range CHECK (share_points BETWEEN 0 AND 10000),
    provider            text NOT NULL,
    -- The provider's id of the payment, once it has one; a payment that pays the order may be another.
    provider_payment_id text,
    confirm_url         text,
    state               text NOT NULL CONSTRAINT orders_state_known
                        CHECK (state IN ('waiting', 'paid', 'failed', 'expired', 'partly_refunded', 'refunded', 'disputed')),
    list_minor          bigint NOT NULL,
    -- Of the coupon.
    discount_minor      bigint NOT NULL DEFAULT 0,
    amount_minor        bigint NOT NULL CONSTRAINT orders_amount_range CHECK (amount_minor >= 0),
    currency            text NOT NULL CONSTRAINT orders_currency_shape CHECK (currency ~ '^[A-Z]{3}$'),
    coupon_id           uuid REFERENCES coupons,
    coupon_code         text,
    fee_minor           bigint NOT NULL DEFAULT 0,
    refunded_minor      bigint NOT NULL DEFAULT 0,
    teacher_minor       bigint NOT NULL DEFAULT 0,
    vat_code            smallint NOT NULL,
    vat_minor           bigint,
    terms_version       text NOT NULL,
    terms_accepted_at   timestamptz NOT NULL,
    -- Everything that is known about its money; the columns above are read from it.
    machine             jsonb NOT NULL,
    created_at          timestamptz NOT NULL,
    expires_at          timestamptz NOT NULL,
    paid_at             timestamptz,
    updated_at          timestamptz NOT NULL,
    -- When the provider is asked next what became of it; null when nothing is to be found out.
    poll_at             timestamptz,
    polls               integer NOT NULL DEFAULT 0,
    CONSTRAINT orders_refunded_within CHECK (refunded_minor BETWEEN 0 AND amount_minor)
);
-- Two tabs share it.
CREATE UNIQUE INDEX orders_one_open ON orders (account_id, course_id) WHERE state = 'waiting';
CREATE UNIQUE INDEX orders_by_payment ON orders (provider, provider_payment_id) WHERE provider_payment_id IS NOT NULL;
CREATE INDEX orders_by_account ON orders (account_id, order_id DESC);
CREATE INDEX orders_by_course ON orders (course_id, account_id);
CREATE INDEX orders_by_state ON orders (state, order_id DESC);
CREATE INDEX orders_by_teacher ON orders (teacher_id, paid_at) WHERE paid_at IS NOT NULL;
CREATE INDEX orders_by_coupon ON orders (coupon_id) WHERE coupon_id IS NOT NULL;
CREATE INDEX orders_to_poll ON orders (poll_at) WHERE poll_at IS NOT NULL;

-- Which order a place was paid with: its refund ends the place.
ALTER TABLE enrolments ADD COLUMN order_id uuid REFERENCES orders;
CREATE INDEX enrolments_by_order ON enrolments (order_id) WHERE order_id IS NOT NULL;

-- A coupon's places are taken by orders under the coupon's lock, and given back by those that are not paid.
CREATE TABLE coupon_uses (
    order_id    uuid PRIMARY KEY REFERENCES orders,
    coupon_id   uuid NOT NULL REFERENCES coupons,
    account_id  uuid NOT NULL REFERENCES accounts,
    released_at timestamptz,
    created_at  timestamptz NOT NULL
);
CREATE INDEX coupon_uses_by_coupon ON coupon_uses (coupon_id, account_id) WHERE released_at IS NULL;
CREATE INDEX coupon_uses_by_account ON coupon_uses (account_id);

-- What providers say, each once under the provider's id, stored before it is applied.
CREATE TABLE payment_events (
    payment_event_id  uuid PRIMARY KEY,
    provider          text NOT NULL,
    provider_event_id text NOT NULL,
    -- Pushed by the provider, or asked for.
    source            text NOT NULL CONSTRAINT payment_events_source_known CHECK (source IN ('webhook', 'poll')),
    order_id          uuid REFERENCES orders,
    payment_id        text,
    -- The order it names, if any; it need not exist.
    named_order       text,
    kind              text NOT NULL,
    -- As the order's machine reads it; null when it means nothing to an order.
    event             jsonb,
    raw               jsonb NOT NULL,
    state             text NOT NULL CONSTRAINT payment_events_state_known
                      CHECK (state IN ('received', 'applied', 'repeat', 'early', 'mismatch', 'unmatched', 'ignored')),
    problem           text,
    received_at       timestamptz NOT NULL,
    applied_at        timestamptz,
    CONSTRAINT payment_events_once UNIQUE (provider, provider_event_id)
);
CREATE INDEX payment_events_by_order ON payment_events (order_id, payment_event_id) WHERE order_id IS NOT NULL;
CREATE INDEX payment_events_by_payment ON payment_events (provider, payment_id) WHERE payment_id IS NOT NULL;
CREATE INDEX payment_events_by_state ON payment_events (state, payment_event_id DESC);

CREATE TABLE refunds (
    refund_id          uuid PRIMARY KEY,
    order_id           uuid NOT NULL REFERENCES orders,
    -- Whose money: the provider's id of a payment.
    payment_id         text NOT NULL,
    amount_minor       bigint NOT NULL CONSTRAINT refunds_amount_positive CHECK (amount_minor > 0),
    reason             text NOT NULL CONSTRAINT refunds_reason_length CHECK (length(reason) BETWEEN 1 AND 500),
    -- Null: by the school itself, or from the provider's side.
    asked_by           uuid REFERENCES accounts,
    state              text NOT NULL CONSTRAINT refunds_state_known CHECK (state IN ('waiting', 'sent', 'done', 'failed')),
    provider_refund_id text,
    failure            text,
    created_at         timestamptz NOT NULL,
    done_at            timestamptz,
    CONSTRAINT refunds_once UNIQUE (order_id, provider_refund_id)
);
CREATE INDEX refunds_by_order ON refunds (order_id, refund_id);
CREATE INDEX refunds_by_asker ON refunds (asked_by) WHERE asked_by IS NOT NULL;
CREATE INDEX refunds_by_state ON refunds (state, refund_id DESC);

-- The books: transfers of double entries, never changed, each summing to zero.
CREATE TABLE ledger_transfers (
    transfer_id uuid PRIMARY KEY,
    order_id    uuid NOT NULL REFERENCES orders,
    kind        text NOT NULL,
    -- The fact behind it, such as `refund:re_1`.
    reference   text NOT NULL,
    currency    text NOT NULL CONSTRAINT ledger_transfers_currency_shape CHECK (currency ~ '^[A-Z]{3}$'),
    created_at  timestamptz NOT NULL,
    CONSTRAINT ledger_transfers_once UNIQUE (order_id, kind, reference)
);
CREATE INDEX ledger_transfers_by_time ON ledger_transfers (created_at);
CREATE TABLE ledger_entries (
    transfer_id uuid NOT NULL REFERENCES ledger_transfers,
    place       smallint NOT NULL,
    account     text NOT NULL CONSTRAINT ledger_entries_account_shape CHECK (account ~ '^(buyer|school|fee|disputed|(provider|teacher):.+)$'),
    minor       bigint NOT NULL CONSTRAINT ledger_entries_not_empty CHECK (minor <> 0),
    PRIMARY KEY (transfer_id, place)
);
CREATE INDEX ledger_entries_by_account ON ledger_entries (account, transfer_id);

CREATE FUNCTION ledger_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is only ever added to' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'ledger_append_only';
END $$;
CREATE TRIGGER ledger_transfers_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_transfers
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_stays();
CREATE TRIGGER ledger_entries_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_stays();

CREATE FUNCTION ledger_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) < 2 OR sum(minor) <> 0 FROM ledger_entries WHERE transfer_id = NEW.transfer_id) THEN
        RAISE EXCEPTION 'the entries of transfer % do not balance', NEW.transfer_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_sum_zero';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_transfers_balance AFTER INSERT ON ledger_transfers
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_balances();
CREATE CONSTRAINT TRIGGER ledger_entries_balance AFTER INSERT ON ledger_entries
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_balances();

-- What the daily check of the books found.
CREATE TABLE ledger_checks (
    ledger_check_id uuid PRIMARY KEY,
    orders          bigint NOT NULL,
    transfers       bigint NOT NULL,
    -- [{kind, order, ...}]; empty when all agrees.
    problems        jsonb NOT NULL,
    checked_at      timestamptz NOT NULL
);

ALTER TABLE school ADD COLUMN certificates_after_refund text NOT NULL DEFAULT 'keep'
    CONSTRAINT school_certificates_after_refund_known CHECK (certificates_after_refund IN ('keep', 'withdraw'));

-- The built-in test provider's own memory. Nothing of ours reads it but its pages and its API.
CREATE TABLE test_payments (
    test_payment_id text PRIMARY KEY,
    -- As its API tells it.
    object          jsonb NOT NULL,
    return_url      text NOT NULL,
    created_at      timestamptz NOT NULL
);
-- Bodies of its notices.
CREATE TABLE test_notices (
    test_notice_id  text PRIMARY KEY,
    test_payment_id text NOT NULL REFERENCES test_payments,
    body            text NOT NULL,
    created_at      timestamptz NOT NULL
);
CREATE INDEX test_notices_by_payment ON test_notices (test_payment_id);
