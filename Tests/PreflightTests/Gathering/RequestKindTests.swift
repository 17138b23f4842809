import HTTP
import Testing

@testable import Preflight

@Suite struct RequestKindTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var method: HTTPMethod
        var path: String
        var kind: RequestKind

        init(_ method: HTTPMethod, _ path: String, _ kind: RequestKind) {
            self.method = method
            self.path = path
            self.kind = kind
        }

        var testDescription: String { "\(method) \(path)" }
    }

    private static let reads: [Case] = [
        Case(.get, "/version", .discovery), Case(.get, "/api", .discovery), Case(.get, "/api/v1", .discovery),
        Case(.get, "/apis", .discovery), Case(.get, "/apis/apps", .discovery),
        Case(.get, "/apis/apps/v1", .discovery), Case(.get, "/openapi/v3/apis/apps/v1?hash=1", .discovery),
        Case(.get, "/openapi/v2", .discovery),
        Case(.get, "/api/v1/nodes", .list), Case(.get, "/api/v1/nodes?limit=250&continue=a", .list),
        Case(.get, "/api/v1/pods?resourceVersion=0", .list), Case(.get, "/api/v1/namespaces", .list),
        Case(.get, "/api/v1/namespaces/team/pods?labelSelector=a%3Db", .list),
        Case(.get, "/apis/apps/v1/deployments", .list),
        Case(.get, "/apis/apps/v1/namespaces/team/deployments", .list),
        Case(.get, "/api/v1/nodes/n", .get), Case(.get, "/api/v1/namespaces/kube-system", .get),
        Case(.get, "/api/v1/namespaces/team/status", .get), Case(.get, "/api/v1/namespaces/team/pods/p", .get),
        Case(.get, "/api/v1/namespaces/team/pods/p/status", .get),
        Case(.get, "/apis/apps/v1/namespaces/team/deployments/d/scale", .get),
        Case(.get, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/a.b", .get),
        Case(.head, "/api/v1/nodes/n", .get),
        Case(.get, "/api/v1/pods?watch=true&resourceVersion=5", .other), Case(.get, "/api/v1/pods?watch=1", .other),
        Case(.get, "/api/v1/namespaces/team/pods/p/log?follow=true", .other),
        Case(.get, "/api/v1/namespaces/team/pods/p/portforward?ports=1", .other),
        Case(.get, "/api/v1/namespaces/team/services/http:web:80/proxy/api/v1/nodes", .other),
        Case(.get, "/readyz?verbose=true", .other), Case(.get, "/", .other), Case(.get, "", .other),
    ]

    private static let changes: [Case] = [
        Case(.post, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", .review),
        Case(.post, "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", .review),
        Case(.post, "/apis/authorization.k8s.io/v1/namespaces/a/localsubjectaccessreviews", .review),
        Case(.post, "/apis/authentication.k8s.io/v1/selfsubjectreviews", .review),
        Case(.post, "/apis/rbac.authorization.k8s.io/v1/clusterroles", .write),
        Case(.post, "/apis/rbac.authorization.k8s.io/v1/clusterroles?dryRun=All", .dryRun),
        Case(.patch, "/apis/apps/v1/namespaces/a/deployments/d?fieldManager=g&dryRun=All&force=true", .dryRun),
        Case(.patch, "/apis/apps/v1/namespaces/a/deployments/d?fieldManager=g", .write),
        // Whoever spells it otherwise may be writing.
        Case(.post, "/api/v1/namespaces?dryRun=all", .write), Case(.post, "/api/v1/namespaces?notdryRun=All", .write),
        Case(.put, "/api/v1/namespaces/a/finalize", .write), Case(.delete, "/api/v1/namespaces/a/pods/p", .write),
        Case(.delete, "/api/v1/namespaces/a/pods?dryRun=All", .dryRun),
        Case(.post, "/api/v1/namespaces/a/pods/p/eviction", .write),
        Case(.post, "/api/v1/namespaces/a/pods/p/proxy/run", .other),
        Case(.post, "/api/v1/namespaces/a/pods/p/exec?command=ls", .other), Case(.post, "/version", .other),
    ]

    @Test(arguments: reads + changes)
    func theMethodAndThePathTellWhatIsAsked(_ example: Case) {
        for server in ["https://cluster.test:6443", "https://rancher.test/k8s/clusters/c-1"] {
            #expect(
                RequestKind(method: example.method, url: server + example.path, server: server) == example.kind,
                "\(example.testDescription)")
        }
    }

    @Test func anotherServerIsNoneOfTheCluster() {
        let kind = RequestKind(method: .get, url: "https://other.test/api/v1/nodes", server: "https://cluster.test")
        #expect(kind == .other)
    }
}
