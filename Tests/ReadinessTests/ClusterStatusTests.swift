import Readiness
import Testing

/// Storage, networks, definitions and what else is not a workload.
@Suite struct ClusterStatusTests {
    @Test func storageAndNetwork() throws {
        func claim(_ phase: String) -> String {
            #"{"apiVersion":"v1","kind":"PersistentVolumeClaim","status":{"phase":"\#(phase)"}}"#
        }
        func service(_ spec: String, _ status: String = "") -> String {
            #"{"apiVersion":"v1","kind":"Service","spec":{\#(spec)},"status":{\#(status)}}"#
        }
        StatusCase.check([
            try StatusCase("bound", claim("Bound"), .current, "is bound"),
            try StatusCase("pending", claim("Pending"), .inProgress, "is not bound, phase Pending"),
            try StatusCase("lost", claim("Lost"), .failed, "has lost its volume"),
            try StatusCase(
                "new", #"{"apiVersion":"v1","kind":"PersistentVolumeClaim"}"#, .inProgress,
                "is not bound, phase unknown"),
            try StatusCase("cluster", service(""), .current, "is ready"),
            try StatusCase("balancer", service(#""type":"LoadBalancer""#), .inProgress, "has no cluster address"),
            try StatusCase(
                "no ingress", service(#""type":"LoadBalancer","clusterIP":"10.0.0.1""#), .current,
                "is ready, its load balancer has no address yet"),
            try StatusCase(
                "ingress",
                service(
                    #""type":"LoadBalancer","clusterIP":"10.0.0.1""#, #""loadBalancer":{"ingress":[{"ip":"1.2.3.4"}]}"#),
                .current, "is ready"),
            try StatusCase("map", #"{"apiVersion":"v1","kind":"ConfigMap"}"#, .current, "exists"),
            try StatusCase("secret", #"{"apiVersion":"v1","kind":"Secret"}"#, .current, "exists"),
        ])
    }

    @Test func definitionsOfResources() throws {
        func crd(_ conditions: String) -> String {
            #"{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","status":{"conditions":[\#(conditions)]}}"#
        }
        StatusCase.check([
            try StatusCase("new", crd(""), .inProgress, "is being installed"),
            try StatusCase(
                "installing",
                crd(
                    #"{"type":"NamesAccepted","status":"True"},{"type":"Established","status":"False","reason":"Installing"}"#
                ), .inProgress, "is being installed"),
            try StatusCase(
                "established", crd(#"{"type":"NamesAccepted","status":"True"},{"type":"Established","status":"True"}"#),
                .current, "is established"),
            try StatusCase(
                "conflict",
                crd(
                    #"{"type":"NamesAccepted","status":"False","reason":"ListKindConflict","message":"taken"},{"type":"Established","status":"False","reason":"NotAccepted"}"#
                ), .failed, "taken"),
            try StatusCase(
                "refused", crd(#"{"type":"Established","status":"False","reason":"NotAccepted","message":"no"}"#),
                .failed, "no"),
            try StatusCase(
                "unheard of", crd(#"{"type":"Established","status":"Unknown"}"#), .inProgress, "is being installed"),
        ])
    }

    @Test func theClustersOwn() throws {
        func object(_ version: String, _ kind: String, _ rest: String) -> String {
            #"{"apiVersion":"\#(version)","kind":"\#(kind)",\#(rest)}"#
        }
        StatusCase.check([
            try StatusCase(
                "namespace", object("v1", "Namespace", #""status":{"phase":"Active"}"#), .current, "is active"),
            try StatusCase(
                "F20 a namespace that does not end",
                object(
                    "v1", "Namespace",
                    #""status":{"phase":"Terminating","conditions":[{"type":"NamespaceContentRemaining","status":"True","message":"x.io has 1 resource instances"},{"type":"NamespaceDeletionContentFailure","status":"False","message":"ok"}]}"#
                ),
                .terminating, "is being deleted: x.io has 1 resource instances"),
            try StatusCase(
                "node", object("v1", "Node", #""status":{"conditions":[{"type":"Ready","status":"True"}]}"#), .current,
                "is ready"),
            try StatusCase(
                "cordoned",
                object(
                    "v1", "Node",
                    #""spec":{"unschedulable":true},"status":{"conditions":[{"type":"Ready","status":"True"}]}"#),
                .current, "is ready, but cordoned"),
            try StatusCase(
                "not ready",
                object(
                    "v1", "Node",
                    #""status":{"conditions":[{"type":"Ready","status":"Unknown","reason":"NodeStatusUnknown","message":"kubelet stopped posting"}]}"#
                ), .inProgress, "kubelet stopped posting"),
            try StatusCase("silent", object("v1", "Node", #""status":{}"#), .inProgress, "has not reported yet"),
            try StatusCase(
                "api",
                object(
                    "apiregistration.k8s.io/v1", "APIService",
                    #""status":{"conditions":[{"type":"Available","status":"True"}]}"#), .current, "is available"),
            try StatusCase(
                "F22 api",
                object(
                    "apiregistration.k8s.io/v1", "APIService",
                    #""status":{"conditions":[{"type":"Available","status":"False","reason":"MissingEndpoints","message":"no endpoints"}]}"#
                ), .inProgress, "no endpoints"),
            try StatusCase(
                "budget", object("policy/v1", "PodDisruptionBudget", #""status":{"disruptionsAllowed":1}"#), .current,
                "allows 1 disruptions"),
            try StatusCase(
                "budget failed",
                object(
                    "policy/v1", "PodDisruptionBudget",
                    #""status":{"conditions":[{"type":"DisruptionAllowed","status":"False","reason":"SyncFailed","message":"no scale"}]}"#
                ), .current, "protects nothing: no scale"),
        ])
    }
}
