import Preflight
import Testing

@Suite struct RegistriesCheckTests {
    static let facts = """
        registries:
          - {name: nvcr.io, url: https://nvcr.io/v2/, here: false, proxy: '', state: up, message: ''}
          - {name: 'oci://quay.io/jetstack/charts/cert-manager', url: https://quay.io/v2/,
             here: true, proxy: '', state: up, message: ''}

        """

    static let wanted = """
        registries: [nvcr.io, oci://quay.io/jetstack/charts/cert-manager]
        installs: true

        """

    static let some = """
        operators:
          - name: dynamo-platform
            namespace: dynamo-system
            version: 1.6.2
            podSelector: app.kubernetes.io/name=dynamo-operator
        installs: false

        """

    static let scenarios: [Scenario] = [
        Scenario(
            "all answer", facts: facts, want: wanted, verdict: "pass",
            says: ["nvcr.io, oci://quay.io/jetstack/charts/cert-manager answer"]),
        Scenario(
            "all answer through a proxy",
            facts: facts.with(Edit("here: true, proxy: ''", "here: true, proxy: 'http://proxy:3128'")), want: wanted,
            verdict: "pass", says: ["answer through proxy http://proxy:3128"]),
        Scenario(
            "charts cannot be read", facts: facts.with(.unreadChart), want: wanted, verdict: "warn",
            says: ["oci://quay.io/jetstack/charts/cert-manager does not answer: connection refused", "HTTPS_PROXY"]),
        Scenario(
            "charts cannot be read through the proxy",
            facts: facts.with(.unreadChart, Edit("here: true, proxy: ''", "here: true, proxy: 'http://proxy:3128'")),
            want: wanted, verdict: "warn", says: ["does not answer through proxy http://proxy:3128: connection refused"]
        ),
        Scenario(
            "charts cannot be read, and none is", facts: facts.with(.unreadChart),
            want: wanted.with(Edit("installs: true", "installs: false")), verdict: "warn",
            says: ["does not answer from here: connection refused"]),
        Scenario(
            "images cannot be seen from here", facts: facts.with(.unseenImages), want: wanted, verdict: "warn",
            says: ["nvcr.io does not answer from here: no connection in time", "make sure that the nodes reach it"]),
        Scenario(
            "images cannot be seen through the proxy",
            facts: facts.with(.unseenImages, Edit("here: false, proxy: ''", "here: false, proxy: 'http://proxy:3128'")),
            want: wanted, verdict: "warn", says: ["nvcr.io does not answer from here through proxy http://proxy:3128"]),
        Scenario(
            "R29 the registry throttles",
            facts: facts.with(
                Edit(
                    "here: false, proxy: '', state: up, message: ''",
                    "here: false, proxy: '', state: unhealthy, message: 'it takes no more requests from this address for now (429)'"
                )), want: wanted, verdict: "warn",
            says: ["nvcr.io: it takes no more requests from this address for now (429)", "wait a while"]),
        Scenario(
            "R29 charts are throttled",
            facts: facts.with(
                Edit(
                    "here: true, proxy: '', state: up, message: ''",
                    "here: true, proxy: '', state: unhealthy, message: 'it takes no more requests'")), want: wanted,
            verdict: "warn", says: ["it takes no more requests"]),
        Scenario(
            "charts and images cannot be had", facts: facts.with(.unreadChart, .unseenImages), want: wanted,
            verdict: "warn", says: ["nvcr.io: no connection in time"]),
        Scenario(
            "something else answers",
            facts: facts.with(
                Edit(
                    "here: true, proxy: '', state: up, message: ''",
                    "here: true, proxy: '', state: other, message: 'it answers 200, but not as a registry does'")),
            want: wanted, verdict: "warn", says: ["not as a registry does"]),
        Scenario(
            "one too many was not asked",
            facts: facts.with(
                Edit("here: false, proxy: '', state: up", "here: false, proxy: '', state: notAsked")), want: wanted,
            verdict: "warn", says: ["whether 1 of 2 registries answer is not known", "for one run: nvcr.io"]),
        Scenario(
            "one too many is no reason why another does not answer",
            facts: facts.with(
                .unreadChart, Edit("here: false, proxy: '', state: up", "here: false, proxy: '', state: notAsked")),
            want: wanted, verdict: "warn",
            says: ["oci://quay.io/jetstack/charts/cert-manager does not answer: connection refused"]),
        Scenario(
            "in the sandbox", facts: facts.with(Edit("state: up", "state: unprobed")), want: wanted, verdict: "skipped",
            says: ["nothing is pulled in the sandbox"]),
        Scenario(
            "none is known", facts: "registries: null", want: some, verdict: "skipped", says: ["it is not known where"]),
        Scenario(
            "images come from a registry that nobody named", facts: facts, want: some, verdict: "pass",
            says: ["nvcr.io"]),
        Scenario(
            "others were asked when it was recorded", facts: facts, want: wanted.with(Edit("[nvcr.io,", "[ghcr.io,")),
            verdict: "unknown", says: ["without the registries ghcr.io"]),
        Scenario(
            "none was asked when it was recorded", facts: "registries: null", want: wanted, verdict: "unknown",
            says: ["without the registries nvcr.io"]),
        Scenario("none is wanted", facts: facts, verdict: "skipped", says: ["it is not known where"]),
    ]

    @Test(arguments: scenarios) func isJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "registries")
    }
}
