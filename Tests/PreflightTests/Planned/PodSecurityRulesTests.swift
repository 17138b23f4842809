import Testing
import Value

@testable import Preflight

/// What keeps pods from the levels of the Pod Security Standards, control by control.
@Suite struct PodSecurityRulesTests {
    struct Control: Sendable, CustomTestStringConvertible {
        /// Of a pod's spec, as YAML of one line.
        var spec: String
        var says: String
        var testDescription: String { "\(spec): \(says)" }
    }

    /// A pod that `restricted` takes.
    private static let good = """
        securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
        volumes: [{name: a, emptyDir: {}}, {name: b, secret: {secretName: s}}, {name: c, hostPath: null}]
        containers:
        - name: main
          ports: [{containerPort: 80}]
          securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}}
        """

    private static func rules(_ text: String, annotations: Object = [:]) throws -> PodSecurityRules {
        PodSecurityRules(spec: try #require(try PlannedCase.values(text).first), annotations: annotations)
    }

    @Test func aGoodPodKeepsToAll() throws {
        let rules = try Self.rules(Self.good)
        #expect(rules.baseline.isEmpty && rules.restricted.isEmpty, "\(rules)")
    }

    private static func container(_ context: String) -> String {
        "{containers: [{name: main, securityContext: {\(context)}}]}"
    }

    private static let baseline = [
        Control(spec: "{hostNetwork: true}", says: "hostNetwork"), Control(spec: "{hostPID: true}", says: "hostPID"),
        Control(spec: "{hostIPC: true}", says: "hostIPC"),
        Control(spec: "{volumes: [{name: dev, hostPath: {path: /dev}}]}", says: "hostPath (dev)"),
        Control(spec: "{containers: [{name: main, ports: [{hostPort: 80}]}]}", says: "hostPort (main)"),
        Control(spec: container("privileged: true"), says: "privileged (main)"),
        Control(
            spec: "{initContainers: [{name: init, securityContext: {privileged: true}}]}", says: "privileged (init)"),
        Control(
            spec: "{ephemeralContainers: [{name: debug, securityContext: {privileged: true}}]}",
            says: "privileged (debug)"),
        Control(spec: container("windowsOptions: {hostProcess: true}"), says: "hostProcess (main)"),
        Control(spec: "{securityContext: {windowsOptions: {hostProcess: true}}}", says: "hostProcess"),
        Control(spec: container("capabilities: {add: [SYS_ADMIN]}"), says: "capabilities beyond the default (main)"),
        Control(spec: container("procMount: Unmasked"), says: "procMount (main)"),
        Control(spec: "{securityContext: {sysctls: [{name: kernel.msgmax}]}}", says: "sysctls (kernel.msgmax)"),
        Control(spec: "{securityContext: {seccompProfile: {type: Unconfined}}}", says: "not confined"),
        Control(spec: container("seccompProfile: {type: Unconfined}"), says: "not confined (main)"),
        Control(spec: container("appArmorProfile: {type: Unconfined}"), says: "not confined (main)"),
        Control(spec: container("seLinuxOptions: {type: spc_t}"), says: "not confined (main)"),
        Control(spec: container("seLinuxOptions: {user: root}"), says: "not confined (main)"),
        Control(spec: container("seLinuxOptions: {role: r}"), says: "not confined (main)"),
    ]

    @Test(arguments: baseline) func baselineForbids(control: Control) throws {
        let rules = try Self.rules(control.spec)
        #expect(rules.baseline.count == 1, "\(rules.baseline)")
        #expect(rules.baseline.first?.contains(control.says) == true, "\(rules.baseline)")
    }

    @Test(arguments: [
        "{}", "{hostNetwork: false}", container("privileged: false"), container("capabilities: {add: [CHOWN, KILL]}"),
        container("procMount: Default"), "{securityContext: {sysctls: [{name: net.ipv4.tcp_syncookies}]}}",
        container("seLinuxOptions: {type: container_t, level: 's0'}"),
        "{containers: [{name: a, ports: [{hostPort: 0}]}]}",
    ])
    func baselineTakes(spec: String) throws {
        let rules = try Self.rules(spec)
        #expect(rules.baseline.isEmpty, "\(rules.baseline)")
    }

    @Test func formerAnnotationsCount() throws {
        let key = "container.apparmor.security.beta.kubernetes.io/main"
        #expect(try Self.rules("{}", annotations: [key: "unconfined"]).baseline.count == 1)
        #expect(try Self.rules("{}", annotations: [key: "runtime/default"]).baseline.isEmpty)
    }

    private static let restricted = [
        Control(spec: "allowPrivilegeEscalation: false, |", says: "allowPrivilegeEscalation is not false (main)"),
        Control(spec: "{runAsNonRoot: true, |{", says: "runAsNonRoot is not true (main)"),
        Control(spec: "seccompProfile: {type: RuntimeDefault}|", says: "seccompProfile is not"),
        Control(spec: "drop: [ALL], |", says: "capabilities are not dropped (main)"),
        Control(spec: "add: [NET_BIND_SERVICE]|add: [CHOWN]", says: "capabilities are added (main)"),
        Control(spec: "allowPrivilegeEscalation|runAsUser: 0, allowPrivilegeEscalation", says: "runAsUser is 0 (main)"),
        Control(spec: "{runAsNonRoot|{runAsUser: 0, runAsNonRoot", says: "runAsUser is 0"),
        Control(spec: "emptyDir: {}|nfs: {server: s}", says: "volumes of other types (a)"),
        Control(
            spec: "allowPrivilegeEscalation|runAsNonRoot: false, allowPrivilegeEscalation",
            says: "runAsNonRoot is not true (main)"),
    ]

    /// The good pod with one part of its text in place of another.
    @Test(arguments: restricted) func restrictedForbids(control: Control) throws {
        let parts = control.spec.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        let text = Self.good.replacing(parts[0], with: parts[1])
        try #require(text != Self.good)
        let rules = try Self.rules(text)
        #expect(rules.baseline.isEmpty, "\(rules.baseline)")
        #expect(rules.restricted.count == 1, "\(rules.restricted)")
        #expect(rules.restricted.first?.contains(control.says) == true, "\(rules.restricted)")
    }

    @Test func whatBaselineForbidsIsNotSaidTwice() throws {
        let rules = try Self.rules(Self.good.replacing("hostPath: null", with: "hostPath: {path: /}"))
        #expect(rules.baseline == ["hostPath (c)"] && rules.restricted.isEmpty, "\(rules)")
    }
}
