import { templateFolders, templateNames } from '../../hwtemplates/index.js';
import { templateConformance } from '../conformance/template.js';

for (const folder of templateFolders) for (const name of templateNames(folder)) templateConformance(folder, name);
