import Providers
import Testing

/// What lint says of the section `readiness`.
@Suite struct LintContractTests {
    private static let faults: [Tower.Fault] = [
        Tower.Fault(
            name: "a rule of readiness that is never reached", from: "status.?ready.orValue(false)", to: "\"true\"",
            path: "readiness.rules[1]", says: "is never reached: readiness.rules[0] always holds"),
        Tower.Fault(
            name: "running before it is looked at", from: "orValue(false)", to: "orValue(true)",
            path: "readiness.rules[0]", says: "makes a deployment Running that nothing has looked at yet"),
        Tower.Fault(
            name: "a rule that fails at first", from: "status.?ready.orValue(false)", to: "status.ready",
            path: "readiness.rules[0]",
            says: "makes a new deployment Unknown: readiness.rules[0] cannot be evaluated"),
        Tower.Fault(
            name: "replicas that fail at first", from: "status.?replicas.orValue(0)", to: "status.replicas",
            path: "readiness", says: "replicas.ready: "),
        Tower.Fault(
            name: "pods of everything", from: "selector: app=tower,tower=${object.metadata.name}",
            to: "selector: ${status.?pods.orValue('')}", path: "readiness.pods.selector", says: "every pod there is"),
        Tower.Fault(
            name: "pods that cannot be told", from: "tower=${object.metadata.name}", to: "tower=${status.name}",
            path: "readiness.pods.selector", says: "no such key: name"),
        Tower.Fault(
            name: "a port that is none", from: "port: 8000", to: "port: ${status.?port.orValue(0)}",
            path: "readiness.endpoint.port", says: "\"0\" is not a port"),
        Tower.Fault(
            name: "a service that cannot be told", from: "service: ${object.metadata.name}",
            to: "service: ${status.service}", path: "readiness.endpoint.service", says: "no such key: service"),
        Tower.Fault(
            name: "a related object without a name", from: "${object.metadata.name}-base", to: "${object.spec.base}",
            path: "readiness.related.base", says: "no such key: base"),
        Tower.Fault(
            name: "nothing that runs", from: "phase: Running", to: "phase: Degraded", path: "readiness.rules",
            says: "has no rule with the phase Running"),
        Tower.Fault(
            name: "no endpoint", from: "  endpoint:\n    service: ${object.metadata.name}\n    port: 8000\n", to: "",
            path: "readiness.endpoint", says: "is missing"),
        Tower.Fault(
            name: "no pods", from: "  pods:\n    selector: app=tower,tower=${object.metadata.name}\n", to: "",
            severity: .warning, path: "readiness.pods", says: "is missing"),
        Tower.Fault(
            name: "a related object that nobody names", from: "related.?base", to: "related.?bass",
            place: "provider.yaml:52:", path: "readiness.rules[1].message",
            says: "reads related.bass, and readiness.related has no bass (did you mean 'base'?)"),
        Tower.Fault(
            name: "a related object that nobody reads", from: "${related.?base.?metadata.?name.orValue('it')}",
            to: "it",
            severity: .warning, path: "readiness.related.base", says: "nothing reads it"),
        Tower.Fault(
            name: "pods by no selector", from: "selector: app=tower,tower=", to: "selector: app=tower,a b,tower=",
            path: "readiness.pods.selector", says: "which is not a label selector: found 'b'"),
        Tower.Fault(
            name: "pods by a label without a value", from: "tower=${object.metadata.name}", to: "tower=",
            path: "readiness.pods.selector", says: "wants the label tower without a value"),
        Tower.Fault(
            name: "a service that no Service can be", from: "service: ${object.metadata.name}",
            to: "service: ${object.metadata.name}_gate", path: "readiness.endpoint.service",
            says: "comes out as 'example_gate', which cannot be the name of a Service"),
    ]

    @Test(arguments: faults)
    func eachRuleBrokenIsAFinding(fault: Tower.Fault) throws { try Tower.expect(fault) }
}
