import TestSupport
import Testing

@Suite struct RandomFunctionTests {
    @Test(arguments: [
        ("randAlphaNum 200", "^[0-9A-Za-z]{200}$"), ("randAlpha 200", "^[A-Za-z]{200}$"),
        ("randNumeric 200", "^[0-9]{200}$"),
        ("randAscii 200", "^[ -~]{200}$"),
        ("uuidv4", "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"),
        ("randInt 3 5", "^[34]$"), ("randBytes 9", "^[0-9A-Za-z+/]{12}$"), ("shuffle \"aaa\"", "^aaa$"),
        ("randAlpha 0", "^$"),
    ])
    func randomTextsHaveTheirForm(_ call: String, _ pattern: String) throws {
        #expect(try Snippet.render("{{ regexMatch \"\(pattern)\" (\(call) | toString) }}") == "true")
    }

    @Test func randomTextsDiffer() throws {
        #expect(
            try Snippet.render("{{ eq (randAlphaNum 40) (randAlphaNum 40) }}{{ eq uuidv4 uuidv4 }}") == "falsefalse")
    }

    @Test func shufflingKeepsTheLetters() throws {
        #expect(try Snippet.render("{{ shuffle \"dcba\" | splitList \"\" | sortAlpha | join \"\" }}") == "abcd")
    }

    @Test func hostNamesAreNotLookedUp() throws {
        #expect(try Snippet.render("[{{ getHostByName \"localhost\" }}]") == "[]")
    }
}
