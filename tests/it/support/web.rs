//! Requests to the whole application, in this process.

use actix_web::HttpMessage;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::header::HeaderMap;
use actix_web::test::{self, TestRequest};
use scraper::{Html, Selector};
use storefront::platform::db::{self, Statement};

use super::TestApp;

/// What a visitor got.
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The body as text.
    pub fn body(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap()
    }

    /// A header; empty when it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// The texts of the elements that `selector` finds, with single spaces.
pub fn texts(answer: &Answer, selector: &str) -> Vec<String> {
    let page = Html::parse_document(answer.body());
    let selector = Selector::parse(selector).unwrap();
    page.select(&selector)
        .map(|element| element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}

/// The attribute `name` of the elements that `selector` finds; empty where it is missing.
pub fn attributes(answer: &Answer, selector: &str, name: &str) -> Vec<String> {
    let page = Html::parse_document(answer.body());
    let selector = Selector::parse(selector).unwrap();
    page.select(&selector).map(|element| element.attr(name).unwrap_or_default().to_owned()).collect()
}

impl TestApp {
    /// `GET path`, as a client that takes no compression.
    pub async fn get(&self, path: &str) -> Answer {
        self.call(TestRequest::get().uri(path)).await
    }

    /// `POST path` with form fields, as a client that is no browser.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.call(TestRequest::post().uri(path).set_form(fields)).await
    }

    /// Sends any request; the host is the shop's own unless the request names one.
    pub async fn call(&self, request: TestRequest) -> Answer {
        self.call_with(request, |_urls| {}).await
    }

    /// [`call`](Self::call) to a shop with more addresses, to try what no real page does.
    pub async fn call_with(
        &self,
        request: TestRequest,
        more: fn(&mut actix_web::web::ServiceConfig),
    ) -> Answer {
        let mut request = request.to_request();
        if !request.headers().contains_key("host") {
            let host = self.app.config.base_url.split("://").nth(1).unwrap().parse().unwrap();
            request.headers_mut().insert("host".parse().unwrap(), host);
        }
        let application = storefront::server::application(self.app.clone(), self.metrics.clone(), more);
        let service = test::init_service(application).await;
        let response: ServiceResponse = match service.call(request).await {
            Ok(response) => response,
            Err(error) => {
                let request = TestRequest::default().to_http_request();
                ServiceResponse::new(request, error.error_response())
            }
        };
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Answer { status, headers, bytes: test::read_body(response).await.to_vec() }
    }

    /// The statements that `work` ran, with what it returned.
    pub async fn statements<T>(&self, work: impl Future<Output = T>) -> (T, Vec<Statement>) {
        db::record(work).await
    }
}
