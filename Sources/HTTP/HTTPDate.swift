import Formats

/// The dates of HTTP headers (RFC 9110, 5.6.7), in seconds since 1970, read without a calendar library.
enum HTTPDate {
    private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

    /// "Sun, 06 Nov 1994 08:49:37 GMT", and the two obsolete forms that recipients have to read.
    static func seconds(_ text: some StringProtocol) -> Int64? {
        let words = text.split { $0 == " " || $0 == "," || $0 == "-" }.map { $0.lowercased() }
        // Sunday 06 Nov 94 08:49:37 GMT | Sun Nov  6 08:49:37 1994
        if words.count == 6, words[5] == "gmt" {
            return seconds(day: words[1], month: words[2], year: words[3], time: words[4])
        }
        if words.count == 5 { return seconds(day: words[2], month: words[1], year: words[4], time: words[3]) }
        return nil
    }

    private static func seconds(day: String, month: String, year: String, time: String) -> Int64? {
        let clock = time.split(separator: ":").map(digits)
        guard let day = digits(day[...]), (1...31).contains(day), let month = months.firstIndex(of: month),
            var year = digits(year[...]), clock.count == 3, let hour = clock[0], let minute = clock[1],
            let second = clock[2], hour < 24, minute < 60, second <= 60
        else { return nil }
        if year < 100 { year += year < 70 ? 2000 : 1900 }
        return CivilDate.day(year, month + 1, day) * 86400 + Int64(hour * 3600 + minute * 60 + second)
    }

    private static func digits(_ text: Substring) -> Int? {
        guard (1...4).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(text)
    }
}
