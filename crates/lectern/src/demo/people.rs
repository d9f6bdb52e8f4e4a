//! Accounts of the demo school.

use super::client::Client;
use super::manifest::Person;
use anyhow::{Context, bail};
use lectern_db::SystemClock;
use lectern_domain::accounts::{self, AccountError, InterfaceLanguage};
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize)]
struct Session {
    access_token: String,
    account: Me,
}

#[derive(Debug, Deserialize)]
struct Me {
    role: String,
    teacher_request: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Requests {
    items: Vec<Request>,
    next: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Request {
    id: String,
    account: Requester,
}

#[derive(Debug, Deserialize)]
struct Requester {
    email: String,
}

/// Signs `person` in; gives the client that speaks for them.
pub async fn sign_in(visitor: &Client, person: &Person, password: &str) -> anyhow::Result<Client> {
    let session = session(visitor, person, password).await?;
    Ok(visitor.with_token(session.access_token))
}

/// Registers `person`, or signs them in when an earlier run did.
pub async fn register(visitor: &Client, person: &Person, password: &str) -> anyhow::Result<Client> {
    enter(visitor, person, password, false).await.map(|session| visitor.with_token(session.access_token))
}

/// Registers `person` and has `admin` let them teach, unless the school lets everybody.
pub async fn register_teacher(
    visitor: &Client,
    admin: &Client,
    person: &Person,
    password: &str,
) -> anyhow::Result<Client> {
    let session = enter(visitor, person, password, true).await?;
    let client = visitor.with_token(session.access_token);
    let mut me = session.account;
    if me.role == "student" && me.teacher_request.as_deref() != Some("waiting") {
        me = client.send(Method::POST, "/me/teacher-request", &json!({})).await?;
    }
    if me.role == "student" {
        approve(admin, &person.email).await?;
    }
    // The role stands in the token: a new one carries the new role.
    sign_in(visitor, person, password).await
}

async fn enter(visitor: &Client, person: &Person, password: &str, teaches: bool) -> anyhow::Result<Session> {
    let register = json!({
        "name": person.name, "email": person.email, "password": password, "language": person.language, "wants_to_teach": teaches,
    });
    match visitor.send(Method::POST, "/auth/register", &register).await {
        // Most likely the address is taken, by an earlier run.
        Err(refusal) if refusal.is_final() => session(visitor, person, password)
            .await
            .with_context(|| format!("registration of the demo account {} was refused too ({refusal})", person.email)),
        other => Ok(other?),
    }
}

async fn session(visitor: &Client, person: &Person, password: &str) -> anyhow::Result<Session> {
    let sign_in = json!({ "email": person.email, "password": password });
    match visitor.send(Method::POST, "/auth/sign-in", &sign_in).await {
        Err(refusal) if refusal.is("wrong-credentials") => {
            bail!("the demo account {} has another password than the demo school gave it", person.email)
        }
        other => Ok(other?),
    }
}

async fn approve(admin: &Client, email: &str) -> anyhow::Result<()> {
    let mut page = "/admin/teacher-requests?state=waiting".to_owned();
    loop {
        let found: Requests = admin.get(&page).await?;
        if let Some(request) = found.items.iter().find(|request| request.account.email == email) {
            admin.post::<Value>(&format!("/admin/teacher-requests/{}/approve", request.id)).await?;
            return Ok(());
        }
        match found.next {
            Some(next) => page = format!("/admin/teacher-requests?state=waiting&after={next}"),
            None => bail!("{email} asked to teach, but the request is not in the list"),
        }
    }
}

/// Makes the admin, which the API has no way to do.
pub async fn create_admin(db: &sqlx::PgPool, person: &Person, password: &str) -> anyhow::Result<()> {
    let language = if person.language == "en" { InterfaceLanguage::En } else { InterfaceLanguage::Ru };
    match accounts::create_admin(db, &SystemClock, &person.email, &person.name, password, language).await {
        // By an earlier run.
        Ok(_) | Err(AccountError::EmailTaken) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
