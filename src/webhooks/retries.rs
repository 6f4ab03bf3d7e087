//! When a delivery that failed is tried again.

use chrono::TimeDelta;

/// The time from each failed attempt to the next: fifteen attempts over three days, close together at
/// first, since most failures are over in minutes.
const PAUSES: [TimeDelta; 14] = [
    TimeDelta::seconds(10),
    TimeDelta::minutes(1),
    TimeDelta::minutes(5),
    TimeDelta::minutes(15),
    TimeDelta::minutes(30),
    TimeDelta::hours(1),
    TimeDelta::hours(2),
    TimeDelta::hours(4),
    TimeDelta::hours(6),
    TimeDelta::hours(8),
    TimeDelta::hours(8),
    TimeDelta::hours(12),
    TimeDelta::hours(12),
    TimeDelta::hours(19),
];

/// A webhook that failed for so long, without one success, is told nothing more.
pub const GIVE_UP_AFTER: TimeDelta = TimeDelta::days(3);

/// The pause after so many failed attempts; `None` when that was the last one.
pub fn pause_after(attempts: i32) -> Option<TimeDelta> {
    let place = usize::try_from(attempts).ok()?.checked_sub(1)?;
    PAUSES.get(place).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fifteen_attempts_take_just_over_three_days() {
        let pauses: Vec<TimeDelta> = (1..).map_while(pause_after).collect();
        assert_eq!(pauses.len(), 14);
        assert!(pauses.windows(2).all(|pair| pair[0] <= pair[1]), "{pauses:?}");
        let all: TimeDelta = pauses.iter().sum();
        assert!(all >= GIVE_UP_AFTER && all < GIVE_UP_AFTER + TimeDelta::hours(2), "{all}");
        assert_eq!((pause_after(0), pause_after(-1), pause_after(15)), (None, None, None));
    }
}
