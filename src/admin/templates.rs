//! The templates of the admin, each with what it prints.

use askama::Template;

use super::views::{
    ActionPageView, AdminShell, AppView, DeleteView, EntryView, FilterBody, FormView, HistoryView, ListCell,
    ListView, NoticeView, TaskView,
};

/// The first page after signing in: what waits, every application with its models, and one's own last
/// changes.
#[derive(Template)]
#[template(path = "admin/index.html")]
pub struct IndexPage {
    /// The frame.
    pub shell: AdminShell,
    /// What waits for somebody.
    pub notices: Vec<NoticeView>,
    /// Newest first.
    pub recent: Vec<EntryView>,
}

/// The models of one application.
#[derive(Template)]
#[template(path = "admin/app.html")]
pub struct AppPage {
    /// The frame.
    pub shell: AdminShell,
    /// The application.
    pub app: AppView,
    /// Newest first.
    pub recent: Vec<EntryView>,
}

/// The rows of a model.
#[derive(Template)]
#[template(path = "admin/list.html")]
pub struct ListPage {
    /// The frame.
    pub shell: AdminShell,
    /// The list.
    pub list: ListView,
}

/// The form of an object.
#[derive(Template)]
#[template(path = "admin/form.html")]
pub struct FormPage {
    /// The frame.
    pub shell: AdminShell,
    /// The form.
    pub form: FormView,
}

/// Asks before something is deleted.
#[derive(Template)]
#[template(path = "admin/delete.html")]
pub struct DeletePage {
    /// The frame.
    pub shell: AdminShell,
    /// What would go.
    pub view: DeleteView,
}

/// Asks before an action runs, or for what it needs.
#[derive(Template)]
#[template(path = "admin/action.html")]
pub struct ActionPage {
    /// The frame.
    pub shell: AdminShell,
    /// The question.
    pub view: ActionPageView,
}

/// Who changed what, when.
#[derive(Template)]
#[template(path = "admin/history.html")]
pub struct HistoryPage {
    /// The frame.
    pub shell: AdminShell,
    /// The entries.
    pub view: HistoryView,
}

/// Something that is not there or not allowed.
#[derive(Template)]
#[template(path = "admin/problem.html")]
pub struct ProblemPage {
    /// The frame.
    pub shell: AdminShell,
    /// What is wrong.
    pub text: String,
}

/// The answer in a window that was opened from a form: the script of the page hands the object
/// to the form and closes the window; without it, the page says what to do.
#[derive(Template)]
#[template(path = "admin/picked.html")]
pub struct PickedPage {
    /// The frame.
    pub shell: AdminShell,
    /// `add`, `change` or `delete`.
    pub what: &'static str,
    /// Key of the object.
    pub key: String,
    /// How it is called now.
    pub label: String,
}

/// How far an action on very many objects is.
#[derive(Template)]
#[template(path = "admin/task.html")]
pub struct TaskPage {
    /// The frame.
    pub shell: AdminShell,
    /// The task.
    pub view: TaskView,
}
