//! Doors of employers' sites: making an account and signing in with it.
//! Passwords are made here, entered last and shown to nobody.

use super::approval::Purpose;
use super::blocked::sign_in_asked;
use super::buttons::button_named;
use super::turns::signature;
use super::walk::Walk;
use super::{Application, Ending, Turn};
use crate::events::names;
use crate::failure::{Code, Failure};
use crate::filling::host;
use crate::gate::Stage;
use crate::sealing::Secret;
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
        self.event(names::ACCOUNT_CREATED, "Creating an account on the employer's site").await?;
        let moved = self.press_door(&filled.snapshot, &password_steps(&filled.fields, &password), &create).await?;
        walk.leave_page();
        match moved {
            true => Ok(Turn::Next),
            false => Err(Failure::new(Code::LoginRequired, "The site did not accept the account.")),
        }
    }

    /// Signs in with the account that is known; asks the person where there is none, or it is not accepted.
    pub(super) async fn sign_in(
        &mut self,
        walk: &mut Walk,
        snapshot: &PageSnapshot,
        found: &[Field],
    ) -> Result<Turn, Failure> {
        let asked = sign_in_asked(snapshot, found);
        if self.request.dry_run || walk.account_refused {
            return self.past(walk, asked, None).await;
        }
        let account = self.accounts.find(&mut *self.pool.acquire().await?, self.user, &host(&snapshot.url)).await;
        let (username, password) = match account {
            Ok(Some(account)) => account,
            Ok(None) => return self.past(walk, asked, None).await,
            Err(unusable) if unusable.code == Code::LoginRequired => {
                return self.past(walk, asked, Some(unusable.message)).await;
            }
            Err(error) => return Err(error),
        };
        let login = login(snapshot, found);
        let Some((login, button)) = login.and_then(|login| login.button.clone().map(|button| (login, button))) else {
            return self.past(walk, asked, None).await;
        };
        let texts = login.texts(Some(&Secret::new(username)), Some(&password));
        let moved = self.press_door(snapshot, &texts, &button).await?;
        walk.leave_page();
        if moved {
            self.keep_session().await;
            return Ok(Turn::Next);
        }
        walk.account_refused = true;
        self.past(walk, asked, Some("The site did not accept the account that is stored.".to_owned())).await
    }

    /// Enters something into a door of the site's own and presses its button; says whether the page went on.
    pub(super) async fn press_door(
        &self,
        snapshot: &PageSnapshot,
        texts: &[(ElementRef, String)],
        button: &ElementRef,
    ) -> Result<bool, Failure> {
        let before = signature(snapshot);
        self.gate.set(Stage::Closed);
        self.page.set_texts(texts).await?;
        self.gate.set(Stage::Step { host: host_at(snapshot, button) });
        match self.page.click(button).await {
            // What was entered sent the page on by itself.
            Ok(()) | Err(browser::BrowserError::Gone) => {}
            Err(error) => return Err(error.into()),
        }
        let moved = self.turned(&before).await?;
        self.gate.set(Stage::Closed);
        Ok(moved)
    }
}

fn create_button(page: pages::Page) -> Option<ElementRef> {
    match page {
        pages::Page::CreateAccount { create } => Some(create),
        _ => None,
    }
}

/// A sign-in form of one document.
pub(super) struct Login {
    /// Host of the document.
    pub(super) host: String,
    username: Option<ElementRef>,
    /// Where the password goes; some sites ask for it on a page of its own.
    pub(super) password: Option<ElementRef>,
    /// What sends it.
    pub(super) button: Option<ElementRef>,
}

impl Login {
    /// What goes where; empty when the form asks for nothing that is given.
    pub(super) fn texts(&self, username: Option<&Secret>, password: Option<&Secret>) -> Vec<(ElementRef, String)> {
        let pairs = [(&self.username, username), (&self.password, password)];
        let given = pairs.into_iter().filter_map(|(at, text)| Some((at.clone()?, text?.expose().to_owned())));
        given.collect()
    }
}

/// What signs in.
const SIGN_IN_BUTTONS: [&str; 8] = ["sign in", "log in", "signin", "login", "submit", "continue", "next", "go on"];

/// The sign-in form of a page: the one with the password, else the one that asks for an address alone.
pub(super) fn login(snapshot: &PageSnapshot, found: &[Field]) -> Option<Login> {
    if !matches!(pages::classify(snapshot, found), pages::Page::SignIn { .. }) {
        return None;
    }
    let at = |field: &Field| field.elements.first().cloned();
    let password = found.iter().find(|field| field.widget == Widget::Password).and_then(at);
    let mut texts = found.iter().filter(|field| field.widget == Widget::Text).filter_map(at);
    let username = texts.find(|text| password.as_ref().is_none_or(|password| password.frame == text.frame));
    let first = password.clone().or_else(|| username.clone())?;
    let button = button_of(snapshot, &first, &SIGN_IN_BUTTONS);
    Some(Login { host: host_at(snapshot, &first), username, password, button })
}

/// The button of the form an element is in: by its name, else the one that submits it.
pub(super) fn button_of(snapshot: &PageSnapshot, at: &ElementRef, names: &[&str]) -> Option<ElementRef> {
    let frame = snapshot.frames.iter().find(|frame| frame.frame == at.frame)?;
    let form = frame.controls.iter().find(|control| control.node == at.node).and_then(|control| control.form);
    let pressable = |button: &&forms::snapshot::Button| button.visible && button.role != "tab";
    let within = || frame.buttons.iter().filter(pressable).filter(|button| button.form == form);
    let named = |button: &&forms::snapshot::Button| names.contains(&button.text.trim().to_lowercase().as_str());
    let button =
        within().find(named).or_else(|| within().find(|button| form.is_some() && button.button_type == "submit"))?;
    Some(ElementRef { frame: frame.frame.clone(), node: button.node })
}

/// Host of the document an element is in.
fn host_at(snapshot: &PageSnapshot, at: &ElementRef) -> String {
    let frame = snapshot.frames.iter().find(|frame| frame.frame == at.frame);
    frame.map_or_else(|| host(&snapshot.url), |frame| host(&frame.url))
}

fn password_steps(found: &[Field], password: &Secret) -> Vec<(ElementRef, String)> {
    found
        .iter()
        .filter(|field| field.widget == Widget::Password)
        .filter_map(|field| Some((field.elements.first()?.clone(), password.expose().to_owned())))
        .collect()
}
