import Testing

@testable import Processes

#if canImport(Glibc)
    import Glibc
#endif

/// How a program is started by way of this one.
@Suite struct ProcessTieTests {
    @Test(
        arguments: [
            (nil, "0"), (.zero, "1"), (.milliseconds(400), "1"), (.seconds(4), "4"), (.milliseconds(4900), "4"),
        ] as [(Duration?, String)])
    func theWordsSayWhoStartedItAndForHowLongThatMayBeStopped(_ limit: Duration?, _ seconds: String) {
        let words = ProcessTie.arguments("/bin/helm", ["list", "-A"], stopLimit: limit)
        #expect(words.dropFirst() == [String(getpid()), seconds, "/bin/helm", "list", "-A"])
    }

    /// Whatever else the program is asked for is none of the tie's business.
    @Test(arguments: [
        [], ["groundcrew"], ["groundcrew", "release", "list", "-A", "-n", "x"], ["groundcrew", "__run-tied"],
        ["groundcrew", "__run-tied", "1", "0"], ["groundcrew", "__run-tied", "me", "0", "/bin/true"],
        ["groundcrew", "__run-tied", "1", "long", "/bin/true"],
    ])
    func whatAsksForNothingBecomesNothing(_ arguments: [String]) {
        ProcessTie.becomeIfAsked(arguments)
    }
}
