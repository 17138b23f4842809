import Formats

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A point of time since 1970 in UTC, printed as RFC 3339 without regard to any locale.
public struct Timestamp: Sendable, Hashable, Comparable {
    public var seconds: Int64
    public var nanoseconds: Int64

    public init(seconds: Int64, nanoseconds: Int64 = 0) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// The machine's clock.
    public static func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(seconds: Int64(time.tv_sec), nanoseconds: Int64(time.tv_nsec))
    }

    /// Whole seconds: `2026-11-21T03:15:06Z`.
    public var text: String { CivilTime(secondsSince1970: seconds).text }

    /// With six digits of fraction, as leases and events want it.
    public var microText: String { CivilTime(secondsSince1970: seconds).text(microseconds: Int(nanoseconds / 1000)) }

    /// Reads what `text` writes; nil for anything else.
    public init?(text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes[4] == 45, bytes[10] == 84, bytes.last == 90 else { return nil }
        func number(_ range: Range<Int>) -> Int64? { Int64(String(decoding: bytes[range], as: UTF8.self)) }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), let hour = number(11..<13),
            let minute = number(14..<16), let second = number(17..<19)
        else { return nil }
        let days = CivilDate.day(Int(year), Int(month), Int(day))
        self.init(seconds: days * 86_400 + hour * 3600 + minute * 60 + second)
    }

    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }

    public static func + (left: Timestamp, right: Duration) -> Timestamp {
        let (seconds, attoseconds) = right.components
        let nanoseconds = left.nanoseconds + attoseconds / 1_000_000_000
        let carry = nanoseconds.flooredDivision(by: 1_000_000_000)
        return Timestamp(seconds: left.seconds + seconds + carry, nanoseconds: nanoseconds - carry * 1_000_000_000)
    }

    /// How kubectl says an age: `42s`, `5m3s`, `12m`, `3h20m`, `5d`.
    func age(at now: Timestamp) -> String {
        let age = max(0, now.seconds - seconds)
        switch age {
        case ..<120: return "\(age)s"
        case ..<600: return age % 60 == 0 ? "\(age / 60)m" : "\(age / 60)m\(age % 60)s"
        case ..<10_800: return "\(age / 60)m"
        case ..<28_800: return age / 60 % 60 == 0 ? "\(age / 3600)h" : "\(age / 3600)h\(age / 60 % 60)m"
        case ..<172_800: return "\(age / 3600)h"
        default: return "\(age / 86_400)d"
        }
    }
}
