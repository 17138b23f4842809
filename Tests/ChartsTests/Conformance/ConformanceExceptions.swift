/// Cases that both refuse, ours in other words for a reason.
enum ConformanceExceptions {
    private static let reasons: [(case: String, reason: String)] = [
        ("subcharts/ci/bad-values.yaml", "Helm prints Go's complaint about its own format: %!t(string=text)"),
        ("failing-values", "ours names the line and the column of the values, and shows the line"),
    ]

    private static let flags: [(argument: String, reason: String)] = [
        ("--set-json", "Helm repeats the text, which may hold a secret; ours says what is wrong with it"),
        ("--set-file", "the system's words, not Go's"),
        ("=null,", "ours names the key that is null already"),
    ]

    static func reason(for test: ConformanceCase) -> String? {
        reasons.first { test.description.hasSuffix("/" + $0.case) }?.reason
            ?? flags.first { flag in test.arguments.contains { $0.contains(flag.argument) } }?.reason
    }
}
