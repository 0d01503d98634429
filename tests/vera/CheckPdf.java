import java.io.FileInputStream;
import java.io.InputStream;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.logging.LogManager;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;

/** Says of each PDF whether it keeps every rule of a profile: {@code java CheckPdf.java PDFUA-1 file.pdf ...}. */
public class CheckPdf {
    private static final String PROFILES = "org/verapdf/pdfa/validation/";

    public static void main(String[] arguments) throws Exception {
        LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        ValidationProfile profile = read(arguments[0]);
        boolean sound = true;
        for (int i = 1; i < arguments.length; i++) {
            sound &= check(profile, arguments[i]);
        }
        System.exit(sound ? 0 : 1);
    }

    private static ValidationProfile read(String name) throws Exception {
        ClassLoader loader = VeraGreenfieldFoundryProvider.class.getClassLoader();
        try (InputStream rules = loader.getResourceAsStream(PROFILES + name + ".xml")) {
            return Profiles.profileFromXml(rules);
        }
    }

    private static boolean check(ValidationProfile profile, String file) throws Exception {
        try (InputStream bytes = new FileInputStream(file);
                PDFAParser parser = Foundries.defaultInstance().createParser(bytes, profile.getPDFAFlavour());
                PDFAValidator validator = Foundries.defaultInstance().createValidator(profile, false)) {
            ValidationResult result = validator.validate(parser);
            String rules = profile.getRules().size() + " rules of " + profile.getPDFAFlavour() + ": " + file;
            System.out.println((result.isCompliant() ? "keeps all of " : "breaks some of ") + rules);
            brokenRules(result).forEach(System.out::println);
            return result.isCompliant();
        }
    }

    private static Set<String> brokenRules(ValidationResult result) {
        Set<String> broken = new LinkedHashSet<>();
        for (TestAssertion assertion : result.getTestAssertions()) {
            if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                broken.add("  " + assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber()
                        + ": " + assertion.getMessage());
            }
        }
        return broken;
    }
}
