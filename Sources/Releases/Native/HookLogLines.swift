import Events

extension ContainerLog {
    /// The last lines of the text, without what looks like a secret; where there are more, the first one says so.
    func lastLines(_ limit: Int) -> [String] {
        var lines = TextRedaction.redacted(text).split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
        if lines.last?.isEmpty == true { lines.removeLast() }
        guard lines.count > limit else { return lines }
        return ["(the lines before these are left out)"] + lines.suffix(limit)
    }
}

extension Progress {
    /// A line that a container has written: it stays to be read, as the end of a step does.
    func quote(_ line: String, from place: String) {
        sink.emit(Event(.stepFinished, phase, step: "log/\(place)", line))
    }
}
