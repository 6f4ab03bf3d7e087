//! Tokens that say who asks: JSON Web Tokens, signed with a key made of the shop's secret.
//!
//! There is one algorithm, HMAC with SHA-256; what a token's header says about another one is refused
//! (RFC 8725, section 3.1). A token carries the number of its user's sessions: changing the password, or
//! signing out everywhere, makes every token from before worthless.

use chrono::TimeDelta;
use hmac::{Hmac, KeyInit, Mac};
use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{ErrorKind, Result as JwtResult};
use jsonwebtoken::signature::{Error as SignatureError, Signer as Sign, Verifier as Verify};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256, Sha512};
use uuid::Uuid;

use crate::config::Config;
use crate::platform::clock::Time;

const ACCESS_LASTS: TimeDelta = TimeDelta::days(1);
const REFRESH_LASTS: TimeDelta = TimeDelta::days(1);

/// What a token is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TokenKind {
    /// Comes with every request.
    Access,
    /// Gets another access token.
    Refresh,
}

/// What a token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// What it is for.
    pub token_type: TokenKind,
    /// When it ends: seconds since 1970, UTC.
    pub exp: i64,
    /// When it was made.
    pub iat: i64,
    /// Its own name.
    pub jti: String,
    /// Key of the user, as text.
    pub user_id: String,
    /// The number that the user's sessions had.
    pub session: i32,
}

impl Claims {
    /// Key of the user; nothing for a text that no token of ours has.
    pub fn user(&self) -> Option<i64> {
        self.user_id.parse().ok()
    }
}

/// Why a token says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenProblem {
    /// Not one of ours, or not whole.
    Invalid,
    /// It has ended.
    Expired,
    /// It is for something else.
    WrongType,
}

impl TokenProblem {
    /// In the words of simplejwt.
    pub fn words(self) -> &'static str {
        match self {
            TokenProblem::Invalid => "Token is invalid",
            TokenProblem::Expired => "Token is expired",
            TokenProblem::WrongType => "Token has wrong type",
        }
    }

    /// The answer to a request that came with such a token.
    pub fn body(self) -> Value {
        json!({
            "detail": "Given token not valid for any token type",
            "code": "token_not_valid",
            "messages": [{
                "token_class": "AccessToken",
                "token_type": "access",
                "message": self.words(),
            }],
        })
    }
}

/// Makes and reads tokens.
pub struct Tokens {
    signs: EncodingKey,
    reads: DecodingKey,
}

impl Tokens {
    /// With a key made of the shop's secret, or one for this process alone without it.
    pub fn new(config: &Config) -> Tokens {
        // Fails when it is there already, which is as good.
        let _installed = PROVIDER.install_default();
        let key = match &config.secret_key {
            Some(secret) => Sha512::digest(format!("api token:{secret}")),
            None => Sha512::digest(rand::random::<[u8; 32]>()),
        };
        Tokens { signs: EncodingKey::from_secret(&key), reads: DecodingKey::from_secret(&key) }
    }

    /// A token for the user whose sessions have this number.
    pub fn issue(&self, kind: TokenKind, user_id: i64, session: i32, now: Time) -> JwtResult<String> {
        let lasts = match kind {
            TokenKind::Access => ACCESS_LASTS,
            TokenKind::Refresh => REFRESH_LASTS,
        };
        let claims = Claims {
            token_type: kind,
            exp: (now + lasts).and_utc().timestamp(),
            iat: now.and_utc().timestamp(),
            jti: Uuid::new_v4().simple().to_string(),
            user_id: user_id.to_string(),
            session,
        };
        encode(&Header::new(Algorithm::HS256), &claims, &self.signs)
    }

    /// What a token of this kind says.
    pub fn read(&self, kind: TokenKind, text: &str, now: Time) -> Result<Claims, TokenProblem> {
        let claims = self.read_any(text, now)?;
        if claims.token_type == kind { Ok(claims) } else { Err(TokenProblem::WrongType) }
    }

    /// What a token of any kind says.
    pub fn read_any(&self, text: &str, now: Time) -> Result<Claims, TokenProblem> {
        let mut rules = Validation::new(Algorithm::HS256);
        // By the clock of the shop, without leeway.
        rules.validate_exp = false;
        let token = decode::<Claims>(text, &self.reads, &rules).map_err(|_| TokenProblem::Invalid)?;
        match token.claims.exp > now.and_utc().timestamp() {
            true => Ok(token.claims),
            false => Err(TokenProblem::Expired),
        }
    }
}

/// The one algorithm that there is. The library's own set of them would bring in RSA and elliptic curves,
/// which nobody may use here.
static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: |algorithm, key| match algorithm {
        Algorithm::HS256 => Ok(Box::new(Sha256Hmac::new(key.as_bytes())?)),
        _ => Err(ErrorKind::InvalidAlgorithm.into()),
    },
    verifier_factory: |algorithm, key| match algorithm {
        Algorithm::HS256 => Ok(Box::new(Sha256Hmac::new(key.try_get_as_bytes()?)?)),
        _ => Err(ErrorKind::InvalidAlgorithm.into()),
    },
    key_utils: KeyUtils::new_unimplemented(),
};

struct Sha256Hmac(Hmac<Sha256>);

impl Sha256Hmac {
    fn new(key: &[u8]) -> JwtResult<Sha256Hmac> {
        Hmac::new_from_slice(key).map(Sha256Hmac).map_err(|_| ErrorKind::InvalidKeyFormat.into())
    }
}

impl Sign<Vec<u8>> for Sha256Hmac {
    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, SignatureError> {
        Ok(self.0.clone().chain_update(message).finalize().into_bytes().to_vec())
    }
}

impl Verify<Vec<u8>> for Sha256Hmac {
    /// Takes the same time whatever differs.
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), SignatureError> {
        self.0.clone().chain_update(message).verify_slice(signature).map_err(|_| SignatureError::new())
    }
}

impl JwtSigner for Sha256Hmac {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

impl JwtVerifier for Sha256Hmac {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}
