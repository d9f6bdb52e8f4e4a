//! Stripe's double: Checkout Sessions, their PaymentIntents, refunds and disputes (<https://docs.stripe.com/api>).

use super::{Seen, Shared, serve};
use crate::payments::sign;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::routing::{get, post};
use axum::{Json, Router};
use chrono::{DateTime, Utc};
use secrecy::SecretString;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};

/// The key the double lets in.
pub const SECRET_KEY: &str = "sk_test_double";
/// What it signs its notices with.
pub const WEBHOOK_SECRET: &str = "whsec_double";

#[derive(Default)]
struct Books {
    sessions: BTreeMap<String, Value>,
    intents: BTreeMap<String, Value>,
    refunds: BTreeMap<String, Value>,
    disputes: BTreeMap<String, Value>,
    /// Answers by idempotency key, with the request they answered.
    keys: HashMap<String, (Bytes, Value)>,
    seen: Vec<Seen>,
}

/// A running double.
#[derive(Clone)]
pub struct StripeDouble {
    /// The base address for the client.
    pub base: String,
    books: Shared<Books>,
}

impl StripeDouble {
    /// Starts it.
    pub async fn start() -> Self {
        let books = Shared::new(Books::default());
        let router = Router::new()
            .route("/v1/checkout/sessions", post(create_session))
            .route("/v1/checkout/sessions/{id}", get(read_session))
            .route("/v1/checkout/sessions/{id}/expire", post(expire_session))
            .route("/v1/payment_intents/{id}", get(read_intent))
            .route("/v1/refunds", post(create_refund).get(list_refunds))
            .route("/v1/disputes", get(list_disputes))
            .with_state(books.clone());
        Self { base: serve(router).await, books }
    }

    /// The buyer pays on the page of a session; 3 per cent are kept. Returns the PaymentIntent's id.
    pub fn pay(&self, session: &str) -> String {
        let mut books = self.books.lock();
        let id = format!("pi_{}", books.intents.len() + 1);
        let Some(found) = books.sessions.get_mut(session) else { return String::new() };
        found["status"] = json!("complete");
        found["payment_status"] = json!("paid");
        found["payment_intent"] = json!(id);
        found["url"] = Value::Null;
        let (amount, currency) = (found["amount_total"].clone(), found["currency"].clone());
        let balance = json!({
            "id": "txn_1", "object": "balance_transaction", "currency": currency,
            "fee": amount.as_i64().unwrap_or(0) * 3 / 100,
        });
        let charge = json!({
            "id": format!("ch_{id}"), "object": "charge", "payment_intent": id, "amount_refunded": 0, "disputed": false,
            "balance_transaction": balance, "metadata": found["intent_metadata"],
        });
        let intent = json!({
            "id": id, "object": "payment_intent", "amount": amount, "amount_received": amount, "currency": currency,
            "status": "succeeded", "metadata": found["intent_metadata"], "latest_charge": charge,
            "last_payment_error": null, "cancellation_reason": null, "client_secret": "pi_secret",
        });
        books.intents.insert(id.clone(), intent);
        id
    }

    /// A bank takes the money of an intent back. Returns the dispute's id.
    pub fn dispute(&self, intent: &str, status: &str) -> String {
        let mut books = self.books.lock();
        let id = format!("dp_{}", books.disputes.len() + 1);
        let Some(found) = books.intents.get_mut(intent) else { return String::new() };
        found["latest_charge"]["disputed"] = json!(true);
        let dispute = json!({
            "id": id, "object": "dispute", "amount": found["amount"], "currency": found["currency"],
            "payment_intent": intent, "status": status,
        });
        books.disputes.insert(id.clone(), dispute);
        id
    }

    /// The bank decides: `won` or `lost`.
    pub fn close(&self, dispute: &str, status: &str) {
        if let Some(found) = self.books.lock().disputes.get_mut(dispute) {
            found["status"] = json!(status);
        }
    }

    /// An object by its id, as events carry it.
    #[must_use]
    pub fn object(&self, id: &str) -> Value {
        let books = self.books.lock();
        let all = [&books.sessions, &books.intents, &books.refunds, &books.disputes];
        all.into_iter().find_map(|objects| objects.get(id)).cloned().unwrap_or_default()
    }

    /// An event about `object`: its headers, signed at `now`, and its body.
    #[must_use]
    pub fn notice(&self, id: &str, kind: &str, object: &Value, now: DateTime<Utc>) -> (HeaderMap, Bytes) {
        let body = json!({
            "id": id, "object": "event", "type": kind, "created": now.timestamp(), "livemode": false,
            "api_version": "2024-06-20", "data": { "object": object },
        });
        let body = Bytes::from(body.to_string());
        let mut headers = HeaderMap::new();
        let signature = sign::sign(&SecretString::from(WEBHOOK_SECRET), now, &body);
        headers.insert(crate::payments::stripe::SIGNATURE, signature.parse().expect("it is ASCII"));
        (headers, body)
    }

    /// All requests so far.
    #[must_use]
    pub fn seen(&self) -> Vec<Seen> {
        self.books.lock().seen.clone()
    }

    /// How many sessions and refunds there are.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        let books = self.books.lock();
        (books.sessions.len(), books.refunds.len())
    }
}

/// A status and the provider's words.
type Refusal = (StatusCode, Json<Value>);
type Answer = Result<Json<Value>, Refusal>;

fn error(status: StatusCode, code: &str, message: &str) -> Refusal {
    let body = json!({ "error": { "type": "invalid_request_error", "code": code, "message": message } });
    (status, Json(body))
}

fn invalid(message: &str) -> Refusal {
    error(StatusCode::BAD_REQUEST, "parameter_invalid", message)
}

/// Notes the request and checks who asks.
fn admit(books: &mut Books, method: &Method, uri: &Uri, headers: &HeaderMap, body: &Bytes) -> Result<(), Refusal> {
    books.seen.push(Seen { line: format!("{method} {uri}"), headers: headers.clone(), body: body.clone() });
    let given = headers.get("authorization").and_then(|value| value.to_str().ok());
    if given == Some(&format!("Bearer {SECRET_KEY}")) && headers.contains_key("stripe-version") {
        return Ok(());
    }
    Err(error(StatusCode::UNAUTHORIZED, "api_key_invalid", "Invalid API Key provided"))
}

fn form(body: &Bytes) -> HashMap<String, String> {
    url::form_urlencoded::parse(body).into_owned().collect()
}

/// Answers a repeat of a key with what the first request made; another body under the same key is refused.
fn once(
    books: &mut Books,
    headers: &HeaderMap,
    body: &Bytes,
    make: impl FnOnce(&mut Books, &HashMap<String, String>) -> Result<Value, Refusal>,
) -> Answer {
    let key = headers.get("idempotency-key").and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    if key.is_empty() {
        return Err(invalid("every request that makes something must have a key"));
    }
    if let Some((first, answer)) = books.keys.get(&key) {
        let other = || error(StatusCode::BAD_REQUEST, "idempotency_error", "other parameters under the same key");
        return if first == body { Ok(Json(answer.clone())) } else { Err(other()) };
    }
    let made = make(books, &form(body))?;
    books.keys.insert(key, (body.clone(), made.clone()));
    Ok(Json(made))
}

fn missing() -> Refusal {
    error(StatusCode::NOT_FOUND, "resource_missing", "No such object")
}

async fn create_session(
    State(books): State<Shared<Books>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let mut books = books.lock();
    admit(&mut books, &method, &uri, &headers, &body)?;
    once(&mut books, &headers, &body, |books, form| {
        let field = |name: &str| form.get(name).filter(|value| !value.is_empty()).ok_or_else(|| invalid(name));
        if field("mode")? != "payment" || field("line_items[0][quantity]")? != "1" {
            return Err(invalid("mode"));
        }
        let amount: i64 =
            field("line_items[0][price_data][unit_amount]")?.parse().map_err(|_| invalid("unit_amount"))?;
        let currency = field("line_items[0][price_data][currency]")?;
        if amount <= 0 || *currency != currency.to_lowercase() {
            return Err(invalid("currency"));
        }
        field("line_items[0][price_data][product_data][name]")?;
        field("success_url")?;
        let metadata = |prefix: &str| -> Value {
            let named = form.iter().filter_map(|(key, value)| {
                Some((
                    key.strip_prefix(prefix)?.strip_prefix("[metadata][")?.strip_suffix(']')?.to_owned(),
                    json!(value),
                ))
            });
            Value::Object(named.collect())
        };
        let id = format!("cs_test_{}", books.sessions.len() + 1);
        let session = json!({
            "id": id, "object": "checkout.session", "mode": "payment", "status": "open", "payment_status": "unpaid",
            "payment_intent": null, "amount_total": amount, "currency": currency,
            "client_reference_id": form.get("client_reference_id"),
            "metadata": { "order_id": form.get("metadata[order_id]") },
            "intent_metadata": metadata("payment_intent_data"),
            "url": format!("https://checkout.stripe.test/c/pay/{id}"),
        });
        books.sessions.insert(id, session.clone());
        Ok(session)
    })
}

async fn read_session(
    State(books): State<Shared<Books>>,
    Path(id): Path<String>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Answer {
    let mut books = books.lock();
    admit(&mut books, &method, &uri, &headers, &Bytes::new())?;
    books.sessions.get(&id).cloned().map(Json).ok_or_else(missing)
}

async fn expire_session(
    State(books): State<Shared<Books>>,
    Path(id): Path<String>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let mut books = books.lock();
    admit(&mut books, &method, &uri, &headers, &body)?;
    let session = books.sessions.get_mut(&id).ok_or_else(missing)?;
    if session["status"] != "open" {
        return Err(invalid("Only Checkout Sessions with a status in [\"open\"] can be expired."));
    }
    session["status"] = json!("expired");
    session["url"] = Value::Null;
    Ok(Json(session.clone()))
}

async fn read_intent(
    State(books): State<Shared<Books>>,
    Path(id): Path<String>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Answer {
    let mut books = books.lock();
    admit(&mut books, &method, &uri, &headers, &Bytes::new())?;
    let mut intent = books.intents.get(&id).cloned().ok_or_else(missing)?;
    // Objects are ids unless they were asked for.
    if !uri.query().unwrap_or_default().contains("latest_charge.balance_transaction") {
        intent["latest_charge"] = intent["latest_charge"]["id"].clone();
    }
    Ok(Json(intent))
}

async fn create_refund(
    State(books): State<Shared<Books>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let mut books = books.lock();
    admit(&mut books, &method, &uri, &headers, &body)?;
    once(&mut books, &headers, &body, |books, form| {
        let number = books.refunds.len() + 1;
        let intent = form.get("payment_intent").and_then(|id| books.intents.get_mut(id)).ok_or_else(missing)?;
        let amount =
            form.get("amount").and_then(|amount| amount.parse::<i64>().ok()).ok_or_else(|| invalid("amount"))?;
        let gone = intent["latest_charge"]["amount_refunded"].as_i64().unwrap_or(0) + amount;
        if amount <= 0 || gone > intent["amount"].as_i64().unwrap_or(0) {
            return Err(error(
                StatusCode::BAD_REQUEST,
                "charge_already_refunded",
                "Refund amount is greater than unrefunded amount",
            ));
        }
        intent["latest_charge"]["amount_refunded"] = json!(gone);
        let id = format!("re_{number}");
        let made = json!({
            "id": id, "object": "refund", "amount": amount, "currency": intent["currency"], "status": "succeeded",
            "payment_intent": intent["id"], "metadata": { "order_id": form.get("metadata[order_id]") },
        });
        books.refunds.insert(id, made.clone());
        Ok(made)
    })
}

async fn list_refunds(
    State(books): State<Shared<Books>>,
    Query(query): Query<HashMap<String, String>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Answer {
    let mut books = books.lock();
    admit(&mut books, &method, &uri, &headers, &Bytes::new())?;
    Ok(page(&books.refunds, &query))
}

async fn list_disputes(
    State(books): State<Shared<Books>>,
    Query(query): Query<HashMap<String, String>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Answer {
    let mut books = books.lock();
    admit(&mut books, &method, &uri, &headers, &Bytes::new())?;
    Ok(page(&books.disputes, &query))
}

/// Pages of two, whatever was asked for, so that clients have to turn them.
fn page(objects: &BTreeMap<String, Value>, query: &HashMap<String, String>) -> Json<Value> {
    let of = query.get("payment_intent").cloned().unwrap_or_default();
    let all: Vec<&Value> = objects.values().filter(|object| object["payment_intent"] == of).collect();
    let after = query.get("starting_after").and_then(|id| all.iter().position(|object| object["id"] == *id));
    let from = after.map_or(0, |at| at + 1);
    let data: Vec<&Value> = all.iter().skip(from).take(2).copied().collect();
    Json(json!({ "object": "list", "data": data, "has_more": from + 2 < all.len() }))
}
