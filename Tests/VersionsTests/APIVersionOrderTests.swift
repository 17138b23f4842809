import Testing
import Versions

@Suite struct APIVersionOrderTests {
    @Test(arguments: [
        ("v1", "v1beta1"), ("v2", "v1"), ("v1beta1", "v1alpha1"), ("v1beta2", "v1beta1"), ("v10", "v9"),
        ("v1alpha1", "foo"),
    ])
    func versionsAreRanked(first: String, second: String) {
        #expect(APIVersionOrder.sorted([second, first]) == [first, second])
    }
}
