//! Doors of employers' sites: making an account and signing in with it.
//! Passwords are made here, entered last and shown to nobody.

use super::approval::Purpose;
use super::buttons::button_named;
use super::turns::signature;
use super::walk::Walk;
use super::{Application, Ending, Turn};
use crate::events::names;
use crate::failure::{Code, Failure};
use crate::filling::host;
use crate::gate::Stage;
use forms::fields::{ElementRef, Field, Widget};
use forms::pages;
use forms::snapshot::PageSnapshot;

impl Application<'_> {
    pub(super) async fn has_account(&self, snapshot: &PageSnapshot) -> Result<bool, Failure> {
        self.accounts.exists(&mut *self.pool.acquire().await?, self.user, &host(&snapshot.url)).await
    }

    pub(super) async fn create_account(&mut self, walk: &mut Walk, snapshot: &PageSnapshot) -> Result<Turn, Failure> {
        if self.request.dry_run {
            return Ok(Turn::End(
                Ending::Rehearsed,
                "Going on would have created an account on the employer's site.".into(),
            ));
        }
        let site = host(&snapshot.url);
        if self.has_account(snapshot).await? {
            let Some(link) = button_named(snapshot, &["sign in", "log in"]) else {
                return Err(Failure::new(
                    Code::LoginRequired,
                    "An account exists, but the page shows no way to sign in.",
                ));
            };
            return self.follow(snapshot, &link).await;
        }
        let filled = self.fill_and_ask(walk, Purpose::GoOn).await?.filled;
        let Some((filled, create)) = self.still_as_shown(walk, &filled, create_button).await? else {
            return self.fill_again(walk).await;
        };
        let email = walk.person.profile.email.as_ref().map(|fact| fact.value().clone()).unwrap_or_default();
        let password = self.accounts.create(&mut *self.pool.acquire().await?, self.user, &site, &email).await?;
        self.page.set_texts(&password_steps(&filled.fields, &password)).await?;
        self.event(names::ACCOUNT_CREATED, "Creating an account on the employer's site").await?;
        self.send_step(walk, &filled.snapshot, &create).await
    }

    pub(super) async fn sign_in(
        &mut self,
        walk: &mut Walk,
        snapshot: &PageSnapshot,
        found: &[Field],
    ) -> Result<Turn, Failure> {
        let login_required =
            || Failure::new(Code::LoginRequired, "The site asks for an account that Valet does not have.");
        let account = self.accounts.find(&mut *self.pool.acquire().await?, self.user, &host(&snapshot.url)).await?;
        let (Some((email, password)), false) = (account, self.request.dry_run) else { return Err(login_required()) };
        let submit = button_named(snapshot, &["sign in", "log in", "submit"]).ok_or_else(login_required)?;
        let mut steps: Vec<(ElementRef, String)> = found
            .iter()
            .filter(|field| field.widget == Widget::Text)
            .take(1)
            .filter_map(|field| Some((field.elements.first()?.clone(), email.clone())))
            .collect();
        steps.extend(password_steps(found, &password));
        self.gate.set(Stage::Closed);
        self.page.set_texts(&steps).await?;
        self.send_step(walk, snapshot, &submit).await
    }

    async fn send_step(&self, walk: &mut Walk, snapshot: &PageSnapshot, button: &ElementRef) -> Result<Turn, Failure> {
        let before = signature(snapshot);
        self.gate.set(Stage::Step { host: host(&snapshot.url) });
        self.page.click(button).await?;
        let moved = self.turned(&before).await?;
        self.gate.set(Stage::Closed);
        walk.leave_page();
        match moved {
            true => Ok(Turn::Next),
            false => Err(Failure::new(Code::LoginRequired, "The site did not accept the account.")),
        }
    }
}

fn create_button(page: pages::Page) -> Option<ElementRef> {
    match page {
        pages::Page::CreateAccount { create } => Some(create),
        _ => None,
    }
}

fn password_steps(found: &[Field], password: &str) -> Vec<(ElementRef, String)> {
    found
        .iter()
        .filter(|field| field.widget == Widget::Password)
        .filter_map(|field| Some((field.elements.first()?.clone(), password.to_owned())))
        .collect()
}
