//! The admin engine: lists, forms, deletion, actions and history for any registered model.
//!
//! It knows no domain. Each domain registers its models in its own `admin.rs`; `crate::admin_site`
//! lists the registrations.
//!
//! # What Django's admin calls it
//!
//! | Django | here |
//! |---|---|
//! | `list_display`, `__` look-ups, callables | [`List::column`](list::List::column) with [`col`](expr::col), [`ToOne::get`](expr::ToOne::get), [`expr`](expr::expr()), `.show(…)`; two columns need two names: [`ToOne::show`](expr::ToOne::show) gives one |
//! | `list_display_links` | [`List::links`](list::List::links) |
//! | `list_editable` | `.editable(field)` of a column; saved by [`list_edit`] |
//! | `list_filter`, `SimpleListFilter` | [`List::filter`](list::List::filter) with the functions of [`list::filter`] |
//! | `RelatedOnlyFieldListFilter`, `AllValuesFieldListFilter` | left out: both read the whole table for each page |
//! | `search_fields` with `^`, `=`, `@` | [`List::search`](list::List::search) with `starts_with`, `is`, `contains`, `trigrams`, `keys` of [`list::search`] |
//! | `search_help_text` | [`List::search_help`](list::List::search_help) |
//! | `ordering`, `sortable_by`, `admin_order_field` | [`List::order`](list::List::order), `.unsortable()`, `.sorted_by(…)` |
//! | `list_per_page`, `list_max_show_all` | [`List::per_page`](list::List::per_page), [`List::max_show_all`](list::List::max_show_all) |
//! | `date_hierarchy` | [`List::date_hierarchy`](list::List::date_hierarchy) |
//! | `show_facets` | [`List::facets`](list::List::facets) |
//! | `show_full_result_count` | [`List::without_total`](list::List::without_total) |
//! | `preserve_filters` | [`List::forget_filters`](list::List::forget_filters) |
//! | `empty_value_display` | [`List::empty_value`](list::List::empty_value), `.empty(…)` of a column |
//! | `get_queryset` | [`List::restrict`](list::List::restrict), a condition of every statement |
//! | `list_select_related`, `paginator` | not needed: a page is two statements whatever it shows, and counts are capped |
//! | `lookup_allowed` | not needed: a parameter that no filter takes is refused |
//! | `fields`, `fieldsets`, `exclude` | [`Form::field`](form::Form::field), [`Fieldset`](form::Fieldset); what is no field is never touched |
//! | `form`, `clean`, `clean_<field>` | [`Form::rule`](form::Form::rule), `.check(…)` of a field, refusals of the domain |
//! | `add_form` of users | [`Model::add_form`](model::Model::add_form) |
//! | `readonly_fields` | `.read_only()`, `.only_new()`, [`Model::computed`](model::Model::computed) |
//! | `get_readonly_fields` | [`Model::locked`](model::Model::locked) |
//! | `prepopulated_fields` | `.slug(&["title"])` |
//! | `radio_fields`, `raw_id_fields`, `autocomplete_fields` | `.radio()`, `.raw_id(…)`, `.autocomplete(…)` |
//! | `filter_horizontal`, `filter_vertical` | [`Many`](inline::Many) |
//! | `formfield_overrides` | `.widget(…)`, for each field |
//! | `get_changeform_initial_data` | the query string of the empty form |
//! | `inlines`, tabular, stacked, generic | [`Inline`](inline::Inline), `.stacked()`, closures that hold a content type |
//! | `extra`, `min_num`, `max_num`, `can_delete`, `show_change_link`, `classes` | the same on [`Inline`](inline::Inline); `.collapsed()` |
//! | `has_add_permission` … of an inline | the permissions of the model of its rows |
//! | `save_as`, `save_as_continue` | [`Model::save_as_new`](model::Model::save_as_new); it opens the copy |
//! | `save_on_top`, `actions_on_top`, `actions_on_bottom` | left out: the bar sticks to the edge of the window |
//! | `actions_selection_counter` | always |
//! | `view_on_site` | [`Model::on_site`](model::Model::on_site) |
//! | `actions`, intermediate pages | [`Action`](action::Action); more than 1,000 rows become a [task](tasks) |
//! | `has_view_permission` … | permissions by model, [`Model::only`](model::Model::only), [`Model::rule`](model::Model::rule) for one object |
//! | `save_model`, `save_related`, `delete_model`, `delete_queryset` | the functions of the domain that a registration names |
//! | `get_deleted_objects` | [`deletion`], from the foreign keys of the database |
//! | `LogEntry` | `platform::audit`, with values before and after |
//! | `response_add`, `message_user`, view methods, template overrides | left out: a page of another kind is a handler of its domain |
//! | `to_field` | left out: every relation is by key |

pub mod action;
pub mod action_view;
pub mod check;
pub mod deletion;
pub mod deletion_view;
pub mod desk;
pub mod errors;
pub mod export;
pub mod expr;
pub mod field;
pub mod form;
pub mod form_view;
pub mod history_view;
pub mod inline;
pub mod inline_view;
pub mod list;
pub mod list_edit;
pub mod merge;
pub mod model;
pub mod object_page;
pub mod pages;
pub mod posted;
pub mod preparation;
pub mod reply;
pub mod site;
pub mod staff;
pub mod submit;
pub mod tasks;
pub mod templates;
pub mod value;
pub mod views;
pub mod widgets;
