//! YooKassa's double (<https://yookassa.ru/developers/api>).

use super::{Seen, Shared, serve};
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};

/// The shop the double knows.
pub const SHOP_ID: &str = "100500";
/// Its key.
pub const SECRET_KEY: &str = "live_double";

#[derive(Default)]
struct Books {
    payments: BTreeMap<String, Value>,
    refunds: BTreeMap<String, Value>,
    /// Answers by idempotency key, with the request they answered.
    keys: HashMap<String, (Bytes, Value)>,
    seen: Vec<Seen>,
    /// Answer everything with this, when set.
    broken: Option<StatusCode>,
}

/// A running double.
#[derive(Clone)]
pub struct YooKassaDouble {
    /// The base address for the client.
    pub base: String,
    books: Shared<Books>,
}

impl YooKassaDouble {
    /// Starts it.
    pub async fn start() -> Self {
        let books = Shared::new(Books::default());
        let router = Router::new()
            .route("/v3/payments", post(create_payment))
            .route("/v3/payments/{id}", get(read_payment))
            .route("/v3/payments/{id}/cancel", post(cancel_payment))
            .route("/v3/refunds", post(create_refund).get(list_refunds))
            .route("/v3/refunds/{id}", get(read_refund))
            .with_state(books.clone());
        Self { base: format!("{}/v3", serve(router).await), books }
    }

    /// The buyer pays on the provider's page; 3.5 per cent are kept.
    pub fn pay(&self, payment: &str) {
        let mut books = self.books.lock();
        let Some(found) = books.payments.get_mut(payment) else { return };
        let value = found["amount"]["value"].as_str().unwrap_or_default().replace('.', "");
        let minor: i64 = value.parse().unwrap_or_default();
        let income = minor - minor * 35 / 1000;
        found["status"] = json!("succeeded");
        found["paid"] = json!(true);
        found["captured_at"] = json!("2026-11-21T10:00:00.000Z");
        found["income_amount"] = json!({ "value": decimal(income), "currency": found["amount"]["currency"] });
        found["refunded_amount"] = json!({ "value": "0.00", "currency": found["amount"]["currency"] });
    }

    /// The payment ends without money.
    pub fn fail(&self, payment: &str) {
        self.edit(payment, |found| {
            found["status"] = json!("canceled");
            found["cancellation_details"] = json!({ "party": "payment_network", "reason": "insufficient_funds" });
        });
    }

    /// Changes a payment in a way the provider never would.
    pub fn edit(&self, payment: &str, edit: impl FnOnce(&mut Value)) {
        if let Some(found) = self.books.lock().payments.get_mut(payment) {
            edit(found);
        }
    }

    /// Makes a refund from the provider's own desk and returns its id.
    pub fn refund(&self, payment: &str, value: &str) -> String {
        let body = json!({ "payment_id": payment, "amount": { "value": value, "currency": "RUB" } });
        let made = refund(&mut self.books.lock(), &body);
        made.ok().and_then(|made| made["id"].as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// The body of a notice about an object, as the provider sends it.
    #[must_use]
    pub fn notice(&self, event: &str, id: &str) -> Bytes {
        let books = self.books.lock();
        let object = books.payments.get(id).or_else(|| books.refunds.get(id)).cloned();
        let object = object.unwrap_or_else(|| json!({ "id": id, "status": "succeeded", "paid": true }));
        json!({ "type": "notification", "event": event, "object": object }).to_string().into()
    }

    /// From now on everything is answered with `status`; None repairs it.
    pub fn break_with(&self, status: Option<StatusCode>) {
        self.books.lock().broken = status;
    }

    /// All requests so far.
    #[must_use]
    pub fn seen(&self) -> Vec<Seen> {
        self.books.lock().seen.clone()
    }

    /// How many payments and refunds there are.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        let books = self.books.lock();
        (books.payments.len(), books.refunds.len())
    }
}

/// A status and the provider's words.
type Refusal = (StatusCode, Json<Value>);
type Answer = Result<Json<Value>, Refusal>;

fn decimal(minor: i64) -> String {
    format!("{}.{:02}", minor / 100, minor % 100)
}

fn error(status: StatusCode, code: &str, description: &str, parameter: Option<&str>) -> Refusal {
    let mut body = json!({ "type": "error", "id": "e1", "code": code, "description": description });
    if let Some(parameter) = parameter {
        body["parameter"] = json!(parameter);
    }
    (status, Json(body))
}

fn invalid(parameter: &str) -> Refusal {
    error(StatusCode::BAD_REQUEST, "invalid_request", "Incorrect value", Some(parameter))
}

/// Notes the request and checks who asks.
fn admit(books: &mut Books, method: &Method, uri: &Uri, headers: &HeaderMap, body: &Bytes) -> Result<(), Refusal> {
    books.seen.push(Seen { line: format!("{method} {uri}"), headers: headers.clone(), body: body.clone() });
    if let Some(status) = books.broken {
        return Err(error(status, "internal_server_error", "Broken", None));
    }
    // base64 of "100500:live_double"
    let given = headers.get("authorization").and_then(|value| value.to_str().ok());
    if given != Some("Basic MTAwNTAwOmxpdmVfZG91Ymxl") {
        return Err(error(StatusCode::UNAUTHORIZED, "invalid_credentials", "Basic auth failed", None));
    }
    Ok(())
}

/// Answers a repeat of a key with what the first request made; another body under the same key is refused.
fn once(
    books: &mut Books,
    headers: &HeaderMap,
    body: &Bytes,
    make: impl FnOnce(&mut Books, &Value) -> Result<Value, Refusal>,
) -> Answer {
    let key = headers.get("idempotence-key").and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    if key.is_empty() || key.len() > 64 {
        return Err(invalid("Idempotence-Key"));
    }
    if let Some((first, answer)) = books.keys.get(&key) {
        return if first == body { Ok(Json(answer.clone())) } else { Err(invalid("Idempotence-Key")) };
    }
    let request: Value = serde_json::from_slice(body).map_err(|_| invalid("body"))?;
    let made = make(books, &request)?;
    books.keys.insert(key, (body.clone(), made.clone()));
    Ok(Json(made))
}

fn minor(amount: &Value) -> Option<i64> {
    let (whole, fraction) = amount["value"].as_str()?.split_once('.')?;
    (fraction.len() == 2 && amount["currency"] == "RUB").then(|| format!("{whole}{fraction}").parse().ok())?
}

fn check_receipt(receipt: &Value, total: i64) -> Result<(), Refusal> {
    if receipt.is_null() {
        return Ok(());
    }
    let items = receipt["items"].as_array().ok_or_else(|| invalid("receipt.items"))?;
    let mut sum = 0;
    for item in items {
        sum += minor(&item["amount"]).ok_or_else(|| invalid("receipt.items.amount"))?;
        let length = item["description"].as_str().map_or(0, |text| text.chars().count());
        if !(1..=128).contains(&length) {
            return Err(invalid("receipt.items.description"));
        }
        if !item["vat_code"].as_u64().is_some_and(|code| (1..=12).contains(&code)) {
            return Err(invalid("receipt.items.vat_code"));
        }
        if !item["payment_subject"].is_string() || !item["payment_mode"].is_string() || item["quantity"] != "1.00" {
            return Err(invalid("receipt.items"));
        }
    }
    if receipt["customer"]["email"].as_str().is_none_or(str::is_empty) {
        return Err(invalid("receipt.customer"));
    }
    if sum == total { Ok(()) } else { Err(invalid("receipt.items.amount")) }
}

async fn create_payment(
    State(books): State<Shared<Books>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let mut books = books.lock();
    admit(&mut books, &method, &uri, &headers, &body)?;
    once(&mut books, &headers, &body, |books, request| {
        let total = minor(&request["amount"]).filter(|total| *total > 0).ok_or_else(|| invalid("amount.value"))?;
        if request["description"].as_str().map_or(0, |text| text.chars().count()) > 128 {
            return Err(invalid("description"));
        }
        if request["confirmation"]["type"] != "redirect" || !request["confirmation"]["return_url"].is_string() {
            return Err(invalid("confirmation"));
        }
        check_receipt(&request["receipt"], total)?;
        let id = format!("2d0f3e0a-000f-5000-8000-{:012}", books.payments.len() + 1);
        let payment = json!({
            "id": id,
            "status": "pending",
            "paid": false,
            "amount": request["amount"],
            "confirmation": { "type": "redirect", "confirmation_url": format!("https://yoomoney.test/checkout?orderId={id}") },
            "created_at": "2026-11-21T09:59:00.000Z",
            "description": request["description"],
            "metadata": request["metadata"],
            "recipient": { "account_id": SHOP_ID, "gateway_id": "1" },
            "refundable": false,
            "test": false,
        });
        books.payments.insert(id, payment.clone());
        Ok(payment)
    })
}

async fn read_payment(
    State(books): State<Shared<Books>>,
    Path(id): Path<String>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Answer {
    let mut books = books.lock();
    admit(&mut books, &method, &uri, &headers, &Bytes::new())?;
    found(&books.payments, &id)
}

async fn read_refund(
    State(books): State<Shared<Books>>,
    Path(id): Path<String>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Answer {
    let mut books = books.lock();
    admit(&mut books, &method, &uri, &headers, &Bytes::new())?;
    found(&books.refunds, &id)
}

fn found(objects: &BTreeMap<String, Value>, id: &str) -> Answer {
    let missing = || error(StatusCode::NOT_FOUND, "not_found", "Object not found", None);
    objects.get(id).cloned().map(Json).ok_or_else(missing)
}

async fn cancel_payment(
    State(books): State<Shared<Books>>,
    Path(id): Path<String>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let mut books = books.lock();
    admit(&mut books, &method, &uri, &headers, &body)?;
    once(&mut books, &headers, &body, |books, _| {
        let payment = books.payments.get_mut(&id).filter(|payment| payment["status"] == "waiting_for_capture");
        let payment = payment.ok_or_else(|| invalid("payment_id"))?;
        payment["status"] = json!("canceled");
        Ok(payment.clone())
    })
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
    once(&mut books, &headers, &body, refund)
}

fn refund(books: &mut Books, request: &Value) -> Result<Value, Refusal> {
    let amount = minor(&request["amount"]).filter(|amount| *amount > 0).ok_or_else(|| invalid("amount.value"))?;
    check_receipt(&request["receipt"], amount)?;
    let number = books.refunds.len() + 1;
    let payment_id = request["payment_id"].as_str().unwrap_or_default();
    let payment = books.payments.get_mut(payment_id).filter(|payment| payment["status"] == "succeeded");
    let payment = payment.ok_or_else(|| invalid("payment_id"))?;
    let gone = minor(&payment["refunded_amount"]).unwrap_or(0) + amount;
    if gone > minor(&payment["amount"]).unwrap_or(0) {
        return Err(invalid("amount"));
    }
    payment["refunded_amount"]["value"] = json!(decimal(gone));
    let id = format!("2d0f3e0b-0015-5000-9000-{number:012}");
    let made = json!({
        "id": id, "payment_id": payment_id, "status": "succeeded", "amount": request["amount"],
        "created_at": "2026-11-21T11:00:00.000Z", "metadata": request["metadata"],
    });
    books.refunds.insert(id, made.clone());
    Ok(made)
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
    let of = query.get("payment_id").cloned().unwrap_or_default();
    let from: usize = query.get("cursor").and_then(|cursor| cursor.parse().ok()).unwrap_or(0);
    let all: Vec<Value> = books.refunds.values().filter(|refund| refund["payment_id"] == of).cloned().collect();
    // Pages of two, whatever was asked for, so that clients have to turn them.
    let page: Vec<Value> = all.iter().skip(from).take(2).cloned().collect();
    let mut answer = json!({ "type": "list", "items": page });
    if from + 2 < all.len() {
        answer["next_cursor"] = json!((from + 2).to_string());
    }
    Ok(Json(answer))
}
