import Operators

extension Explanation {
    static let owners = OperatorOwner.Kind.allCases.map { kind in
        Explanation(topic: .owner, name: kind.rawValue, words: words(of: kind))
    }

    static let decisions =
        OperatorDecision.Action.allCases.map { action in
            Explanation(topic: .decision, name: action.rawValue, words: words(of: action))
        }
        + OperatorDecision.Code.allCases.map { code in
            Explanation(topic: .decision, name: code.rawValue, words: words(of: code))
        }

    private static func words(of kind: OperatorOwner.Kind) -> Words {
        switch kind {
        case .nobody:
            Words(
                "the cluster does not have the operator", why: "neither its pods nor a release of it are there",
                next: "groundcrew install NAME brings it")
        case .groundcrew:
            Words(
                "groundcrew installed it", why: "its release bears groundcrew's labels",
                next: "groundcrew install NAME brings it to another version, groundcrew uninstall NAME removes it")
        case .adopted:
            Words(
                "somebody else installed it, and groundcrew looks after it by your word",
                why: "groundcrew adopt, or --existing NAME=adopt or =upgrade, took its release over",
                next: "groundcrew install NAME brings it to another version",
                "groundcrew uninstall leaves it unless --remove-adopted is given")
        case .helm:
            Words(
                "a release of Helm's that groundcrew did not make holds it",
                why: "it was installed with helm or a tool that uses it",
                next: "it is used as it is where it fits", "groundcrew adopt NAME takes the release over")
        case .addOn:
            Words(
                "it is an add-on that the cluster's provider looks after",
                why: "its objects bear the labels of such an add-on",
                next: "change it, or turn it off, where the cluster is made")
        case .tool:
            Words(
                "another tool put it there, such as Argo CD, Flux or kubectl",
                why: "its objects bear the marks of that tool, or none at all",
                next: "it is used as it is where it fits", "change its version with that tool")
        case .unknown:
            Words(
                "whose it is could not be seen", why: "reading its objects or its release was forbidden or failed",
                next: "ask for the rights that the plan names, then look again")
        }
    }

    private static func words(of action: OperatorDecision.Action) -> Words {
        switch action {
        case .install:
            Words(
                "a release of it is made", why: "there is none that could be used",
                next: "--plan shows what would be made; nothing is to be done before")
        case .keep:
            Words(
                "it stays at its version; what somebody changed of it since is mended",
                why: "groundcrew installed it, in the version that is wanted", next: "nothing is to be done")
        case .upgrade:
            Words(
                "its release is brought to what is wanted", why: "groundcrew's own has another version or other values",
                "--existing NAME=upgrade says so", next: "see what changes with --plan, and its notes on the version")
        case .reuse:
            Words(
                "it is used as it is, and nothing of it is touched", why: "somebody else looks after it, and it fits",
                next: "--existing NAME=upgrade takes it over, where that is what you want")
        case .adopt:
            Words(
                "its release is groundcrew's from now on, as it is", why: "--existing NAME=adopt says so",
                next: "later runs bring it to the versions that they want")
        case .refuse:
            Words(
                "nothing is changed, and the command ends", why: "what is there cannot be used and must not be touched",
                next: "do what the plan says to do next", "groundcrew explain CODE explains the code beside the reason")
        }
    }

    private static func words(of code: OperatorDecision.Code) -> Words {
        switch code {
        case .absent:
            Words("the cluster has nothing of it", why: "nobody has installed it", next: "it is installed")
        case .crdsLeft:
            Words(
                "only its CRDs are there", why: "uninstalling an operator leaves its CRDs, and so do some charts",
                next: "it is installed beside them; groundcrew crds check CHART says whether they fit",
                "where its pods could not be seen: --existing NAME=reuse takes it to be there, =upgrade installs it")
        case .own:
            Words(
                "it is groundcrew's own release, where it is wanted", why: "an earlier run installed it",
                next: "it is kept, or brought to what is wanted")
        case .ownElsewhere:
            Words(
                "groundcrew has installed it in another namespace", why: "an earlier run was told another namespace",
                next: "it is used there; a second copy in the cluster would fight with it",
                "to move it: groundcrew uninstall NAME, then install it anew")
        case .helmRelease:
            Words(
                "a release of Helm's holds it that groundcrew did not make", why: "somebody installed it with Helm",
                next: "it is used as it is; groundcrew adopt NAME takes it over")
        case .partOfRelease:
            Words(
                "it came as a part of somebody's release, whose chart is not its own",
                why: "a chart that brings several things was installed, and this is one of them",
                "a version of that chart says nothing of it: its own objects tell its version",
                next: "it is used as it is; whoever made that release changes it, or leaves it out of it",
                "where the release is nothing else: groundcrew adopt RELEASE --as NAME")
        case .nameTaken:
            Words(
                "a release of its name and namespace holds another chart", why: "the name is in use for something else",
                next: "give it another namespace: operators.NAME.namespace in a bootstrap file, or -n")
        case .managed:
            Words(
                "the provider of the cluster looks after it", why: "it is an add-on of the managed cluster",
                next: "use it as it is, or turn the add-on off where the cluster is made")
        case .otherTool:
            Words(
                "something else put it there", why: "Argo CD, Flux, kubectl or somebody's hand made its objects",
                next: "use it as it is, or have that tool let go of it first")
        case .unfit:
            Words(
                "its version is too old, or too new, for what needs it",
                why: "the ranges of versions that its users name do not hold it",
                next: "have whoever looks after it change its version",
                "--existing NAME=upgrade brings it to the wanted one, where that is yours to do")
        case .skipsVersions:
            Words(
                "it cannot go from its version to the wanted one at once",
                why: "its makers support upgrades only by versions between",
                next: "bring it to the version that the plan names first, then run it again")
        case .secondCopy:
            Words(
                "two copies of it are there, or a second one would be made",
                why: "both would act on the same objects, and their webhooks and CRDs are the same",
                next: "remove one of them, or use the one that is there: --existing NAME=reuse",
                "where each is for namespaces of its own, --existing NAME=reuse takes them as they are")
        case .unreadable:
            Words(
                "the record of its release cannot be read", why: "reading Secrets is forbidden there",
                "the record is damaged, or of a newer Helm",
                next: "ask for the right to read it", "see helm history NAME -n NAMESPACE for what is left of it")
        case .atWork:
            Words(
                "another run has begun to change it, and not ended it", why: "it is still at work, or it died",
                next: "wait for it; if it died, groundcrew release recover NAME -n NAMESPACE sees to it")
        case .unseen:
            Words(
                "whether it is there could not be seen",
                why: "reading its pods, releases or CRDs was forbidden or failed",
                next: "ask for the rights that the plan names",
                "or say how it is: --existing NAME=reuse takes it to be there, =upgrade installs it")
        }
    }
}
