/// Times of records as Go writes them, for texts beside templates.
public enum GoTimeText {
    /// Seconds since 1970 of a time in RFC 3339; nil for what is none.
    public static func seconds(_ text: String) -> Int64? { time(text)?.seconds }

    /// The time in one of Go's layouts, such as `2006-01-02 15:04:05Z0700`; nil for what is no time in RFC 3339.
    public static func text(_ time: String, layout: String) -> String? {
        self.time(time).map { TimeLayout.format($0, layout) }
    }

    private static func time(_ text: String) -> GoTime? {
        // Why it is none does not matter: it is shown as it is.
        try? TimeLayout.parse(Array(text.utf8), "2006-01-02T15:04:05Z07:00", zone: .utc)
    }
}
