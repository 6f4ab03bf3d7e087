//! A model as it is registered: its list, its form, what belongs to it, what can be done with it.

use std::sync::Arc;

use diesel::QueryResult;

use super::action::Action;
use super::form::{AnyForm, Form};
use super::inline::{AnyInline, Inline, Many};
use super::list::{List, ListSpec};
use super::object_page::ObjectPage;
use super::staff::{Right, Staff};
use super::value::Context;
use super::views::Cell;
use crate::platform::audit::Tracked;
use crate::platform::db::Conn;
use crate::platform::editing::{Edit, Refused};

/// Deletes objects with everything that goes with them, all or none; returns how many.
pub type Delete = fn(&mut Conn, &Edit, &[i64]) -> Result<usize, Refused>;
/// A value that a form shows beside its fields.
pub type Compute = Arc<dyn Fn(&mut Conn, i64, &Context) -> QueryResult<Cell> + Send + Sync>;
/// Where shoppers see an object.
pub type OnSite = fn(&mut Conn, i64) -> QueryResult<Option<String>>;
/// Whether a person may do something with one object, beyond the permission for its model.
pub type ObjectRule = fn(&mut Conn, &Staff, Right, i64) -> QueryResult<bool>;
/// Fields that a person may not change.
pub type Locked = fn(&Staff, Option<i64>) -> Vec<&'static str>;

/// A value that a form shows beside its fields.
pub struct Computed {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) compute: Compute,
}

/// A registered model.
pub struct Model {
    pub(super) tracked: Tracked,
    pub(super) noun: &'static str,
    pub(super) plural: &'static str,
    pub(super) list: ListSpec,
    pub(super) form: Option<Arc<dyn AnyForm>>,
    pub(super) add_form: Option<Arc<dyn AnyForm>>,
    pub(super) inlines: Vec<Arc<dyn AnyInline>>,
    pub(super) manies: Vec<Many>,
    pub(super) computed: Vec<Computed>,
    pub(super) actions: Vec<Action>,
    pub(super) pages: Vec<ObjectPage>,
    pub(super) delete: Option<Delete>,
    pub(super) on_site: Option<OnSite>,
    pub(super) rule: Option<ObjectRule>,
    pub(super) locked: Option<Locked>,
    pub(super) rights: Vec<Right>,
    pub(super) saves_as_new: bool,
    pub(super) is_single: bool,
    pub(super) letter: Option<&'static str>,
    pub(super) amounts: Vec<&'static str>,
}

impl Model {
    /// A model with its list; without more, its rows are only listed.
    pub fn new<B>(tracked: &Tracked, noun: &'static str, plural: &'static str, list: List<B>) -> Model {
        Model {
            tracked: tracked.clone(),
            noun,
            plural,
            list: list.spec,
            form: None,
            add_form: None,
            inlines: Vec::new(),
            manies: Vec::new(),
            computed: Vec::new(),
            actions: Vec::new(),
            pages: Vec::new(),
            delete: None,
            on_site: None,
            rule: None,
            locked: None,
            rights: vec![Right::View, Right::Add, Right::Change, Right::Delete],
            saves_as_new: false,
            is_single: false,
            letter: None,
            amounts: Vec::new(),
        }
    }

    /// Objects are made and changed by this form.
    pub fn form<T: Clone + Default + Send + Sync + 'static>(mut self, form: Form<T>) -> Self {
        self.form = Some(form.erase());
        self
    }

    /// Objects are made by a form of their own, after which they open in the usual one.
    pub fn add_form<T: Clone + Default + Send + Sync + 'static>(mut self, form: Form<T>) -> Self {
        self.add_form = Some(form.erase());
        self
    }

    /// Rows of another table inside the form.
    pub fn inline<C: Clone + Default + PartialEq + Send + Sync + 'static>(
        mut self,
        inline: Inline<C>,
    ) -> Self {
        self.tracked.parts.to_mut().extend(inline.history);
        self.inlines.push(inline.erase());
        self
    }

    /// Related objects of another model.
    pub fn many(mut self, many: Many) -> Self {
        self.manies.push(many);
        self
    }

    /// A value that the form shows beside its fields, under this name in its fieldsets.
    pub fn computed(
        mut self,
        name: &'static str,
        label: &'static str,
        compute: impl Fn(&mut Conn, i64, &Context) -> QueryResult<Cell> + Send + Sync + 'static,
    ) -> Self {
        self.computed.push(Computed { name, label, compute: Arc::new(compute) });
        self
    }

    /// Something that can be done with selected rows.
    pub fn action(mut self, action: Action) -> Self {
        self.actions.push(action);
        self
    }

    /// A page about one object, beside its form.
    pub fn page(mut self, page: ObjectPage) -> Self {
        self.pages.push(page);
        self
    }

    /// Objects can be deleted, by this function of the domain.
    pub fn delete(mut self, delete: Delete) -> Self {
        self.delete = Some(delete);
        self
    }

    /// Where shoppers see an object.
    pub fn on_site(mut self, address: OnSite) -> Self {
        self.on_site = Some(address);
        self
    }

    /// What a person may do with one object, beyond the permission for the model.
    pub fn rule(mut self, rule: ObjectRule) -> Self {
        self.rule = Some(rule);
        self
    }

    /// Fields that a person may not change.
    pub fn locked(mut self, locked: Locked) -> Self {
        self.locked = Some(locked);
        self
    }

    /// Only this can be done here, whoever asks: a log is only viewed.
    pub fn only(mut self, rights: &[Right]) -> Self {
        self.rights = rights.to_vec();
        self
    }

    /// "Save as new" makes another object of what the form holds.
    pub fn save_as_new(mut self) -> Self {
        self.saves_as_new = true;
        self
    }

    /// There is one object, with the key 1: the list leads to its form.
    pub fn single(mut self) -> Self {
        self.is_single = true;
        self
    }

    /// Columns with amounts of money that neither the list nor the form shows: files write them as such.
    pub fn amounts(mut self, columns: &[&'static str]) -> Self {
        self.amounts = columns.to_vec();
        self
    }

    /// `g` and this letter lead to the list.
    pub fn letter(mut self, letter: &'static str) -> Self {
        self.letter = Some(letter);
        self
    }

    /// How histories know its objects.
    pub fn tracked(&self) -> &Tracked {
        &self.tracked
    }

    /// `catalog.product`
    pub fn name(&self) -> &'static str {
        self.tracked.model
    }

    /// `catalog`
    pub fn domain(&self) -> &'static str {
        self.tracked.model.split_once('.').map_or("", |(domain, _)| domain)
    }

    /// `product`
    pub fn table_name(&self) -> &'static str {
        self.tracked.model.split_once('.').map_or("", |(_, name)| name)
    }

    /// Whether this can be done here at all, and by this person.
    pub fn may(&self, staff: &Staff, right: Right) -> bool {
        let is_built = match right {
            Right::View => true,
            Right::Add | Right::Change => self.form.is_some(),
            Right::Delete => self.delete.is_some(),
        };
        is_built && self.rights.contains(&right) && staff.may_do(right, self.name())
    }

    /// Whether this can be done by this person with this object.
    pub fn may_with(&self, conn: &mut Conn, staff: &Staff, right: Right, id: i64) -> QueryResult<bool> {
        if !self.may(staff, right) {
            return Ok(false);
        }
        match self.rule {
            Some(rule) => rule(conn, staff, right, id),
            None => Ok(true),
        }
    }

    /// The form of an object that there is, or of a new one.
    pub(super) fn form_for(&self, id: Option<i64>) -> Option<&Arc<dyn AnyForm>> {
        match id {
            None => self.add_form.as_ref().or(self.form.as_ref()),
            Some(_) => self.form.as_ref(),
        }
    }

    /// The fields that this person may not change.
    pub(super) fn locked_fields(&self, staff: &Staff, id: Option<i64>) -> Vec<&'static str> {
        self.locked.map(|locked| locked(staff, id)).unwrap_or_default()
    }

    /// The list.
    pub fn href(&self) -> String {
        format!("/admin/{}/{}/", self.domain(), self.table_name())
    }

    /// The empty form.
    pub fn add_href(&self) -> String {
        format!("{}add/", self.href())
    }

    /// The form of an object.
    pub fn change_href(&self, id: i64) -> String {
        format!("{}{id}/change/", self.href())
    }

    /// The page that asks before an object is deleted.
    pub fn delete_href(&self, id: i64) -> String {
        format!("{}{id}/delete/", self.href())
    }

    /// The address of a page about an object.
    pub fn page_href(&self, id: i64, page: &ObjectPage) -> String {
        format!("{}{id}/{}/", self.href(), page.name)
    }

    /// The history of an object.
    pub fn history_href(&self, id: i64) -> String {
        format!("{}{id}/history/", self.href())
    }

    /// "Products"
    pub fn title(&self) -> String {
        capitalised(self.plural)
    }
}

/// With a capital letter at its start.
pub fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
        .unwrap_or_default()
}
