import Charts
import Providers
import Testing

/// What lint says of Services, pods and related objects that a chart makes itself, and of the folder's tests.
@Suite struct LintServicesTests {
    private static let workload = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: {{ .Release.Name }}, labels: {made: here}}
        spec:
          replicas: {{ .Values.replicas }}
          selector: {matchLabels: {tower: {{ .Release.Name }}}}
          template:
            metadata: {labels: {tower: {{ .Release.Name }}}}
            spec:
              containers:
                - {name: floor, ports: [{name: http, containerPort: 9000}]}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: {{ .Release.Name }}}
        spec:
          selector: {tower: {{ .Release.Name }}}
          ports: [{port: 8000, targetPort: http}]
        ---
        apiVersion: certs.example.com/v1
        kind: Certificate
        metadata: {name: {{ .Release.Name }}-tls}

        """

    private static let definition = """
        apiVersion: groundcrew/v1
        kind: Provider
        name: tower
        resource: {kind: Deployment, name: deployments.apps, versions: [apps/v1], selector: made=here}
        capabilities: {engines: [vllm, sglang], modes: [whole, split], routers: [none], tasks: [text-generation]}
        selection: [{when: "true", reason: is there}]
        readiness:
          related:
            cert: {apiVersion: certs.example.com/v1, kind: Certificate, name: "${object.metadata.name}-tls"}
          rules:
            - {when: status.?ready.orValue(false), phase: Running}
            - {when: related.?cert.?status.?failed.orValue(false), phase: Failed}
            - {when: "true", phase: Pending}
          pods: {selector: "tower=${object.metadata.name}"}
          endpoint: {service: "${object.metadata.name}", port: 8000}

        """

    private static func report(
        _ from: String = "", _ to: String = "", tests: [(name: String, text: String)] = Tower.tests
    ) throws -> ProviderLintReport {
        var files = Tower.files
        #expect(from.isEmpty || workload.contains(from) || definition.contains(from))
        let text =
            from.isEmpty
            ? (workload, definition)
            : (
                workload.replacing(from, with: to), definition.replacing(from, with: to)
            )
        files["templates/tower.yaml"] = text.0
        return try Tower.report(files: files, definition: text.1, tests: tests)
    }

    @Test func nothingIsFoundWhereNothingIsWrong() throws {
        let report = try Self.report()
        #expect(report.findings.isEmpty, "\(report.findings)")
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        var from: String
        var to: String
        var severity = ProviderLintFinding.Severity.error
        var place = "provider.yaml"
        var path: String?
        var says: String
        var testDescription: String { "\(from) as \(to)" }
    }

    private static let template = "templates/tower.yaml"

    static let faults = [
        Fault(
            from: "labels: {made: here}", to: "labels: {made: there}", path: "resource.selector",
            says: "is made=here, which the labels of the chart's Deployment do not fit"),
        Fault(
            from: "port: 8000}\n", to: "port: 9000}\n", path: "readiness.endpoint.port",
            says: "is 9000, and the chart's Service example has only 8000"),
        Fault(
            from: "  ports: [{port: 8000, targetPort: http}]", to: "  ports: []", path: "readiness.endpoint.port",
            says: "is 8000, and the chart's Service example has no port"),
        Fault(
            from: "  selector: {tower: {{ .Release.Name }}}", to: "  selector: {tower: other}", place: template,
            says: "Service example: its selector fits no pod template that the chart makes: tower=other"),
        Fault(
            from: "targetPort: http", to: "targetPort: htp", place: template,
            says: "its targetPort is htp, which no container has among its ports (did you mean 'http'?)"),
        Fault(
            from: "targetPort: http", to: "targetPort: 9001", place: template,
            says: "its targetPort is 9001, which no container has among its ports"),
        // The Service's own number where it says no other.
        Fault(
            from: ", targetPort: http", to: "", place: template,
            says: "its targetPort is 8000, which no container has among its ports"),
        Fault(
            from: "- {name: floor, ports: [{name: http, containerPort: 9000}]}", to: "- {name: floor}", place: template,
            says: "its targetPort is http, which no container has"),
        Fault(
            from: "tower=${object.metadata.name}", to: "tower==${object.metadata.name},,",
            path: "readiness.pods.selector",
            says: "which is not a label selector: found ',', expected: identifier after ','"),
        Fault(
            from: "tower=${object.metadata.name}", to: "app=${object.metadata.name}", path: "readiness.pods.selector",
            says: "fits no pod template that the chart makes"),
        Fault(
            from: "${object.metadata.name}-tls", to: "${object.metadata.name}-cert", severity: .warning,
            path: "readiness.related.cert.name",
            says: "comes out as example-cert, and each Certificate that the chart makes has another name: example-tls"),
        Fault(
            from: "v1, kind: Certificate", to: "v1, kind: Certificat", severity: .warning,
            path: "readiness.related.cert.kind",
            says: "the chart makes only Certificate (did you mean 'Certificate'?)"),
        Fault(
            from: "port: 8000}\n", to: "port: 8000, scheme: https}\n", severity: .warning,
            path: "readiness.endpoint.scheme", says: "is https, and no route can lead to its Service"),
    ]

    @Test(arguments: faults)
    func eachRuleBrokenIsAFinding(fault: Fault) throws {
        let report = try Self.report(fault.from, fault.to)
        let found = report.findings.contains { finding in
            finding.severity == fault.severity && finding.path == fault.path && finding.message.contains(fault.says)
                && finding.place.hasPrefix("folder/tower/\(fault.place)")
        }
        #expect(found, "\(report.findings)")
    }

    @Test(arguments: [
        // Kubernetes' other spelling.
        ("tower=${object.metadata.name}", "tower==${object.metadata.name}"),
        ("targetPort: http", "targetPort: 9000"),
        // A Service without a selector is somebody's who knows where it leads.
        ("  selector: {tower: {{ .Release.Name }}}\n  ports", "  ports"),
        // Another one may be its operator's.
        ("certs.example.com/v1, kind: Certificate", "other.example.com/v1, kind: Request"),
    ])
    func whatMayBeRightIsNotFound(from: String, to: String) throws {
        let report = try Self.report(from, to)
        #expect(report.findings.isEmpty, "\(report.findings)")
    }

    @Test func aNumberIsNotJudgedWhereNoContainerNamesAPort() throws {
        let report = try Self.report(
            "- {name: floor, ports: [{name: http, containerPort: 9000}]}\n---\napiVersion: v1\nkind: Service\n"
                + "metadata: {name: {{ .Release.Name }}}\nspec:\n  selector: {tower: {{ .Release.Name }}}\n"
                + "  ports: [{port: 8000, targetPort: http}]",
            "- {name: floor}\n---\napiVersion: v1\nkind: Service\n"
                + "metadata: {name: {{ .Release.Name }}}\nspec:\n  selector: {tower: {{ .Release.Name }}}\n"
                + "  ports: [{port: 8000, targetPort: 9000}]")
        #expect(report.findings.map(\.severity) == [.warning], "\(report.findings)")
        #expect(report.findings.first?.message.contains("targetPort 9000 cannot be told") == true)
    }

    // MARK: - Tests

    @Test func aFolderWithoutCasesIsAWarning() throws {
        let report = try Self.report(tests: [])
        #expect(report.findings.map(\.severity) == [.warning], "\(report.findings)")
        #expect(report.findings.first?.place == "folder/tower")
        #expect(report.findings.first?.message.hasPrefix("has no test cases") == true)
    }

    @Test(arguments: [
        ("cases: [{name: a, expct: {phase: Stopped}}]\n", "expct is not known here"),
        ("cases: [{name: a, expect: {phas: Stopped}}]\n", "phas is not known here"),
        ("cases: []\n", "needs at least one case"),
    ])
    func casesThatCannotBeReadAreErrors(text: String, says: String) throws {
        let report = try Self.report(tests: [("readiness.yaml", text)])
        let finding = try #require(report.findings.first)
        #expect(report.findings.count == 1 && finding.severity == .error, "\(report.findings)")
        #expect(finding.place.hasPrefix("folder/tower/tests/readiness.yaml:1:"), "\(finding)")
        #expect("\(finding.path ?? "") \(finding.message)".contains(says), "\(finding)")
    }
}
