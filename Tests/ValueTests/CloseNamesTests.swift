import Testing

@testable import Value

@Suite struct CloseNamesTests {
    @Test(arguments: [
        ("list", "list", 0), ("lsit", "list", 1), ("lst", "list", 1), ("lisst", "list", 1), ("lost", "list", 1),
        ("", "abc", 3), ("abc", "", 3), ("kitten", "sitting", 3), ("ca", "abc", 3), ("abdc", "bacd", 2),
    ])
    func distancesCountSlipsOfFingers(from: String, to: String, distance: Int) {
        #expect(CloseNames.distance(Array(from.utf8), Array(to.utf8)) == distance)
        #expect(CloseNames.distance(Array(to.utf8), Array(from.utf8)) == distance)
    }

    @Test(arguments: [
        ("lsit", ["list", "show"], " (did you mean 'list'?)"), ("x", ["list", "show"], ""), ("", ["list"], ""),
        ("Plian", ["auto", "plain"], " (did you mean 'plain'?)"),
        ("uninst", ["uninstall"], " (did you mean 'uninstall'?)"),
        ("lst", ["list", "ls"], " (did you mean 'list'?)"), ("abcdef", ["uvwxyz"], ""),
    ])
    func onlyNearNamesAreAskedFor(typed: String, known: [String], question: String) {
        #expect(CloseNames.question(typed, among: known) == question)
    }
}
