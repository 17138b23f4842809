#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Renders every chart below some folders with Helm and with ours, and counts how they compare.
struct ConformanceRun {
    struct Entry: Sendable {
        var test: ConformanceCase
        var verdict: ConformanceVerdict
        var helm: ConformanceOutcome
        var ours: ConformanceOutcome
        var helmCost: Program.Cost
        /// From start to end, in this process and as it was built.
        var ourTime: Duration

        /// Why other words than Helm's are right here.
        var exception: String? { ConformanceExceptions.reason(for: test) }

        /// Whether our engine is at fault, as far as a machine can tell.
        var isFault: Bool {
            verdict == .bothFail ? !reasonsAgree && exception == nil : verdict != .byteEqual
        }

        /// Whether both failed with the same words, but for Helm's advice at the end.
        var reasonsAgree: Bool {
            guard case .failure(let theirs) = helm, case .failure(let own) = ours else { return false }
            var words = theirs.hasPrefix("Error: ") ? theirs.dropFirst("Error: ".count) : theirs[...]
            if let advice = words.firstRange(of: "\n\nUse --debug flag") { words = words[..<advice.lowerBound] }
            return Self.lines(words) == Self.lines(own[...])
        }

        /// Helm lists what a schema finds in the order of a Go map, which is none.
        private static func lines(_ text: Substring) -> [Substring] {
            let lines = text.split(whereSeparator: \.isNewline)
            return text.contains("the specifications of the schema(s)") ? lines.sorted() : lines
        }
    }

    private(set) var entries: [Entry] = []

    static func over(_ cases: [ConformanceCase], with helm: Helm) async throws -> ConformanceRun {
        var run = ConformanceRun()
        run.entries = try await withThrowingTaskGroup(of: (Int, Entry).self) { group in
            var entries: [(Int, Entry)] = []
            for (index, test) in cases.enumerated() {
                if index >= 2, let done = try await group.next() { entries.append(done) }
                group.addTask {
                    let (theirs, cost) = try helm.measuredTemplate(test.helmArguments)
                    let start = ContinuousClock.now
                    let ours = test.ours()
                    let time = ContinuousClock.now - start
                    let verdict = try ConformanceVerdict.judge(theirs, ours) { try helm.template(test.helmArguments) }
                    return (
                        index,
                        Entry(test: test, verdict: verdict, helm: theirs, ours: ours, helmCost: cost, ourTime: time)
                    )
                }
            }
            for try await done in group { entries.append(done) }
            return entries.sorted { $0.0 < $1.0 }.map(\.1)
        }
        return run
    }

    /// A table of counts, the most frequent reasons, and each fault with its first difference.
    func report() -> String {
        var lines = ["charts and cases: \(entries.count)"]
        for verdict in ConformanceVerdict.allCases {
            lines.append("\(verdict.rawValue): \(entries.count { $0.verdict == verdict })")
        }
        let refused = entries.filter { $0.verdict == .bothFail }
        lines.append("  for the same reason: \(refused.count(where: \.reasonsAgree))")
        lines.append("  in other words, with a reason: \(refused.count { !$0.reasonsAgree && $0.exception != nil })")
        lines.append("  in other words: \(refused.count { !$0.reasonsAgree && $0.exception == nil })")
        let theirs = entries.reduce(Duration.zero) { $0 + $1.helmCost.time }
        let ours = entries.reduce(Duration.zero) { $0 + $1.ourTime }
        let peak = entries.map(\.helmCost.peakMemory).max() ?? 0
        lines.append("time: Helm \(theirs) of processor, one process a case; ours \(ours), in this process")
        lines.append("peak memory: Helm \(peak >> 20) MiB; this process, tests and all, \(Self.peakMemory >> 20) MiB")
        var reasons: [String: Int] = [:]
        for entry in entries where entry.verdict == .onlyWeFail {
            if case .failure(let reason) = entry.ours { reasons[Self.kind(of: reason), default: 0] += 1 }
        }
        for (reason, count) in reasons.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }).prefix(25) {
            lines.append("  \(count) x \(reason)")
        }
        for entry in entries where entry.isFault {
            lines.append("\n\(entry.verdict.rawValue): \(entry.test)")
            lines.append(Self.difference(entry.helm, entry.ours))
        }
        return lines.joined(separator: "\n")
    }

    private static var peakMemory: Int {
        var usage = rusage()
        #if canImport(Glibc)
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        #else
            getrusage(RUSAGE_SELF, &usage)
        #endif
        return usage.ru_maxrss << 10
    }

    /// The last line without what differs from chart to chart.
    private static func kind(of reason: String) -> String {
        let line = reason.split(separator: "\n").last.map(String.init) ?? reason
        let tail = line.split(separator: ">: ").last.map(String.init) ?? line
        return String(tail.prefix(140))
    }

    static func difference(_ helm: ConformanceOutcome, _ ours: ConformanceOutcome) -> String {
        switch (helm, ours) {
        case (.output(let helm), .output(let ours)):
            let left = helm.split(separator: "\n", omittingEmptySubsequences: false)
            let right = ours.split(separator: "\n", omittingEmptySubsequences: false)
            let index = zip(left, right).enumerated().first { $1.0 != $1.1 }?.offset ?? min(left.count, right.count)
            let range = max(0, index - 2)..<(index + 3)
            func part(_ lines: [Substring]) -> String {
                lines.enumerated().filter { range.contains($0.offset) }.map { "      \($0.element)" }
                    .joined(separator: "\n")
            }
            return "    line \(index + 1), Helm:\n\(part(left))\n    ours:\n\(part(right))"
        case (.failure(let reason), .output): return "    Helm: \(reason.prefix(600))"
        case (.output, .failure(let reason)): return "    ours: \(reason.prefix(600))"
        case (.failure(let helm), .failure(let ours)): return "    Helm: \(helm)\n    ours: \(ours)"
        }
    }
}

/// Finds charts below a folder.
enum ChartFolders {
    /// Every folder with a `Chart.yaml` that is not a part of another chart, with one more case for each of its
    /// `ci/*-values.yaml`.
    static func cases(below folder: String) -> [ConformanceCase] {
        charts(below: folder, depth: 0).flatMap { chart in
            let files = names(in: chart + "/ci").filter { $0.hasSuffix("values.yaml") }
            return [ConformanceCase(chart: chart)]
                + files.map { ConformanceCase(chart: chart, valueFiles: ["\(chart)/ci/\($0)"]) }
        }
    }

    private static func charts(below folder: String, depth: Int) -> [String] {
        if access(folder + "/Chart.yaml", R_OK) == 0 { return [folder] }
        guard depth < 6 else { return [] }
        return names(in: folder).filter { !$0.hasPrefix(".") }.map { "\(folder)/\($0)" }
            .filter { path in
                var info = stat()
                return lstat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
            }
            .flatMap { charts(below: $0, depth: depth + 1) }
    }

    static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}
