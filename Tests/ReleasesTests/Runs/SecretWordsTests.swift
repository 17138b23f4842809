import Events
import Formats
import Kubernetes
import Testing
import Value

@testable import Releases

/// What must not be read in a journal.
@Suite struct SecretWordsTests {
    private func words(_ object: Value) -> SecretWords {
        var words = SecretWords()
        words.add(object)
        return words
    }

    @Test func valuesOfSecretsAreHiddenAsTextAndAsBase64() {
        let encoded = Base64.encode(Array("p4ssw0rd".utf8))
        let words = words([
            "kind": "Secret", "stringData": ["key": "tok3n-value"], "data": ["other": .string(encoded)],
        ])
        let token = Base64.encode(Array("tok3n-value".utf8))
        for secret in ["tok3n-value", token, "p4ssw0rd", encoded] {
            #expect(words.hidden("it said '\(secret)', twice: \(secret)") == "it said '(hidden)', twice: (hidden)")
        }
        #expect(words.hidden("nothing of it") == "nothing of it")
    }

    @Test func linesOfLongValuesAreHiddenByThemselves() {
        let words = words([
            "kind": "Secret", "stringData": ["pem": "-----BEGIN-----\nMIIEabc123\nshrt\n-----END-----\n"],
        ])
        #expect(words.hidden("bad line MIIEabc123!") == "bad line (hidden)!")
        // Half of every text would be hidden.
        #expect(words.hidden("a shrt word") == "a shrt word")
    }

    @Test func oneSecretWithinAnotherLeavesNothing() {
        let words = words(["kind": "Secret", "stringData": ["a": "secret", "b": "secret-and-more"]])
        #expect(words.hidden("it is secret-and-more") == "it is (hidden)")
    }

    /// As messages of JSON, and programs that quote them, have them.
    @Test func valuesAreHiddenWhereTheyAreQuoted() {
        let words = words(["kind": "Secret", "stringData": ["a": "say \"friend\"\nand enter"]])
        #expect(words.hidden(#"invalid value: "say \"friend\"\nand enter""#) == #"invalid value: "(hidden)""#)
        #expect(words.hidden(#"at 'say "friend"'"#) == "at '(hidden)'")
    }

    /// The logins of a registry are one value, and messages quote a part of it.
    @Test func secretsWithinAValueOfJSONAreHiddenByThemselves() {
        let auth = Base64.encode(Array("ann:hunter2-ann".utf8))
        let logins = #"{"auths": {"ghcr.io": {"username": "annie", "password": "hunter2-bob", "auth": "\#(auth)"}}}"#
        let words = words([
            "kind": "Secret", "data": [".dockerconfigjson": .string(Base64.encode(Array(logins.utf8)))],
        ])
        let text = "annie at ghcr.io with hunter2-bob, \(auth), hunter2-ann"
        #expect(words.hidden(text) == "annie at ghcr.io with (hidden), (hidden), (hidden)")
        // What only begins as JSON does is a value as others are.
        let broken = self.words(["kind": "Secret", "stringData": ["a": "{\"password\": \"hunter2"]])
        #expect(broken.hidden("{\"password\": \"hunter2!") == "(hidden)!")
    }

    @Test func inBundlesShortWordsAndNamesOfThingsStay() {
        let words = words([
            "kind": "Secret", "stringData": ["a": "hunter2", "b": "hunter2-long", "c": "models-namespace"],
        ])
        let finder = words.bundleFinder(besides: ["models-namespace"])
        let text = finder.masked("hunter2 hunter2-long models-namespace", by: "(masked)")
        #expect(text == "hunter2 (masked) models-namespace")
    }

    @Test func otherKindsHideNothing() {
        #expect(words(["kind": "ConfigMap", "data": ["a": "visible"]]).words.isEmpty)
    }

    @Test func everyStringOfADocumentIsLookedAt() {
        let words = words(["kind": "Secret", "stringData": ["a": "secret"]])
        let hidden = words.hidden(["text": "a secret", "list": ["secret", 1, ["deep": "secret"]], "secret": true])
        #expect(hidden == ["text": "a (hidden)", "list": ["(hidden)", 1, ["deep": "(hidden)"]], "secret": true])
    }

    @Test func credentialsAreHidden() throws {
        let configuration = try ClusterConfiguration(
            server: "https://one", credentials: .token(Secret("bearer-token-1")))
        #expect(SecretWords(configuration).hidden("sent bearer-token-1") == "sent (hidden)")
        let basic = try ClusterConfiguration(
            server: "https://one", credentials: .basic(username: "ann", password: Secret("letmein")))
        #expect(SecretWords(basic).hidden("ann letmein") == "ann (hidden)")
    }
}
