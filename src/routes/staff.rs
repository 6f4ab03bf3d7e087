//! What staff use: the admin, signing in to it, and orders on paper.

use actix_web::web;

use super::{form, page};
use crate::accounts;
use crate::orders;
use crate::payments;

/// What of the admin belongs to accounts.
pub fn configure(urls: &mut web::ServiceConfig) {
    use accounts::pages;
    urls.service(form("/admin/login/", pages::staff_login, pages::staff_log_in))
        .service(form("/admin/logout/", pages::staff_logout, pages::staff_log_out))
        .service(form("/admin/password/", pages::staff_password_change, pages::change_staff_password))
        .configure(documents)
        .configure(admin);
}

/// Orders on paper.
fn documents(urls: &mut web::ServiceConfig) {
    const ORDER: &str = "/admin/orders/order/{id:[0-9]{1,18}}";
    let of_order = |rest: &str| format!("{ORDER}/{rest}");
    urls.service(page(&of_order("invoice.pdf"), payments::admin::staff_invoice_file))
        .service(page(
            &of_order("credit-note/{note:[0-9]{1,18}}.pdf"),
            payments::admin::staff_credit_note_file,
        ))
        .service(page(&of_order("packing-slip.pdf"), payments::admin::staff_packing_slip_file))
        .service(page(&of_order("print/"), orders::admin::order_print));
}

/// The admin: the same addresses for every registered model.
fn admin(urls: &mut web::ServiceConfig) {
    use crate::admin::pages;
    urls.service(page("/admin/", pages::index))
        .service(page("/admin/autocomplete/", pages::autocomplete))
        .service(page("/admin/history/", pages::activity))
        .service(page("/admin/tasks/{id}/", pages::task))
        .service(page("/admin/tasks/{id}/file/", pages::task_file))
        .service(page("/admin/payments/accounting/", payments::admin::accounting::accounting))
        .service(page("/admin/payments/accounting/file/", payments::admin::accounting::accounting_file))
        .service(page("/admin/{domain}/", pages::app_index))
        .service(form("/admin/{domain}/{model}/", pages::list, pages::submit_list))
        .service(form("/admin/{domain}/{model}/add/", pages::add, pages::create))
        .service(page("/admin/{domain}/{model}/{id}/", pages::redirect_to_change))
        .service(form("/admin/{domain}/{model}/{id}/change/", pages::change, pages::update))
        .service(form("/admin/{domain}/{model}/{id}/delete/", pages::confirm_deletion, pages::delete))
        .service(page("/admin/{domain}/{model}/{id}/history/", pages::object_history))
        .service(form(
            "/admin/{domain}/{model}/{id}/{page}/",
            pages::show_object_page,
            pages::take_object_page,
        ))
        .service(page("/admin/{rest:.*}", pages::unknown));
}
