import Kubernetes
import Testing
import Value

@testable import Releases

/// Rights on records, where nobody has said what they are: those of what an engine would choose.
@Suite struct AccessSurveyRecordsTests {
    private static let all = ["get", "list", "create", "update", "delete"]

    private static func rule(_ verbs: [String], _ resources: String...) -> PolicyRule {
        PolicyRule(verbs: verbs, apiGroups: [""], resources: resources)
    }

    private func report(
        _ rights: PlayedRights, namespaces: [String] = ["apps"], records: RecordKind? = nil
    ) async throws -> (report: AccessSurvey.Report, server: ScriptedServer) {
        let server = rights.server()
        let works = namespaces.map { namespace in
            var work = AccessSurvey.Work(owner: "model \(namespace)/a", namespace: namespace)
            work.records = records
            return work
        }
        return (try await AccessSurvey(client: try server.client()).report(on: works), server)
    }

    struct Held: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var rules: [PolicyRule]
        var lines: [String] = []
    }

    @Test(arguments: [
        Held(testDescription: "Secrets", rules: [rule(all, "secrets")]),
        Held(testDescription: "ConfigMaps", rules: [rule(all, "configmaps")]),
        Held(testDescription: "both", rules: [rule(all, "secrets", "configmaps")]),
        // What is missing of the kind that would be taken is told.
        Held(
            testDescription: "a part of ConfigMaps", rules: [rule(["list", "create"], "configmaps")],
            lines: ["get, update, delete configmaps in namespace \"apps\""]),
        Held(
            testDescription: "a part of Secrets",
            rules: [rule(["list", "create"], "secrets"), rule(all, "configmaps")],
            lines: ["get, update, delete secrets in namespace \"apps\""]),
        Held(
            testDescription: "Secrets to be seen alone",
            rules: [rule(["get", "list"], "secrets"), rule(all, "configmaps")]),
        Held(
            testDescription: "nothing", rules: [],
            lines: ["get, list, create, update, delete secrets in namespace \"apps\""]),
    ])
    func theKindThatWouldBeTakenIsAskedFor(_ held: Held) async throws {
        let (report, server) = try await report(PlayedRights(held: ["apps": held.rules]))
        #expect(report.gaps.map(\.line) == held.lines)
        #expect(server.listed == ["apps"])
    }

    /// Where rules cannot be listed whole, the server is asked as an engine asks it.
    @Test func aListThatIsNotWholeIsAskedRightByRight() async throws {
        let rights = PlayedRights(held: ["apps": [Self.rule(Self.all, "configmaps")]], incomplete: ["apps"])
        let (report, _) = try await report(rights)
        #expect(report == AccessSurvey.Report())
    }

    @Test func eachNamespaceHasItsOwn() async throws {
        let rights = PlayedRights(held: [
            "apps": [Self.rule(Self.all, "configmaps")], "team": [Self.rule(Self.all, "secrets")],
        ])
        let (report, server) = try await report(rights, namespaces: ["apps", "team", "apps"])
        #expect(report == AccessSurvey.Report())
        #expect(Set(server.listed) == ["apps", "team"] && server.listed.count == 2)
    }

    @Test func whatIsSaidCounts() async throws {
        let rights = PlayedRights(held: ["apps": [Self.rule(Self.all, "configmaps")]])
        let (report, _) = try await report(rights, records: .secret)
        #expect(report.gaps.map(\.line) == ["get, list, create, update, delete secrets in namespace \"apps\""])
    }
}
