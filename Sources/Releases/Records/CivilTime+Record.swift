import Formats

extension CivilTime {
    /// A time as Helm's records spell it: RFC 3339 in UTC, with microseconds.
    static func recordText(_ secondsSince1970: Double) -> String {
        let whole = secondsSince1970.rounded(.down)
        let microseconds = min(999_999, Int((secondsSince1970 - whole) * 1_000_000))
        return CivilTime(secondsSince1970: Int64(whole)).text(microseconds: microseconds)
    }
}
