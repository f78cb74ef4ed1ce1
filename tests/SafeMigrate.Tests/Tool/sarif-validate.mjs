// Prints what the official schema of SARIF 2.1.0 has against a file: node sarif-validate.mjs FOLDER-WITH-NODE_MODULES FILE
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const [folder, file] = process.argv.slice(2);
const require = createRequire(folder + "/");
const Ajv = require("ajv/dist/2020");
const ajv = new Ajv({ strict: false, allErrors: true });
require("ajv-formats")(ajv);

const validate = ajv.compile(JSON.parse(readFileSync(require.resolve("@microsoft/sarif-multitool-linux/sarif-2.1.0.json"))));
if (!validate(JSON.parse(readFileSync(file))))
    for (const error of validate.errors.slice(0, 20))
        console.log(`${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`);
