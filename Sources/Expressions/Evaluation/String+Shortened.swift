extension String {
    /// The beginning of a text that may be long, for messages.
    var shortened: String { shortened(to: 64) }

    func shortened(to count: Int) -> String {
        utf8.count <= count ? self : String(decoding: utf8.prefix(count), as: UTF8.self) + "…"
    }
}
